"""What the server notices of rooms without decoding any sound: which microphones stand in one
room, and whether one of them howls.

Everything is concluded from the audio levels that senders write beside their sound (RFC 6464).
Pure: levels with their times in, conclusions out.
"""
