"""What is known and remembered of one RTP stream: reception, losses, recent packets, clock,
loudness.

Pure: every class here takes packets' fields and `now`, and answers at once.
"""
