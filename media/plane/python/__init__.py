"""The readable plane: what a packet plane does, in Python. It is the specification and the
fallback.
"""
