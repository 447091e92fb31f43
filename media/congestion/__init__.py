"""What a line carries, from what was sent on it and when that arrived.

Pure: packets sent with time and size, feedback and `now` in; a judgement out.
"""
