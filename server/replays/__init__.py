"""Replays: made from recordings and uploads, one after the other."""
