"""Rooms as they are now: the policy of `rooms` joined to the media and to those connected."""
