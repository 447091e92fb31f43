"""What was written, decoded as a player would: in a process of its own, since what is decoded comes
from strangers.
"""

from recorder.decoding.check import DecodeCheck, Passage

__all__ = ["DecodeCheck", "Passage"]
