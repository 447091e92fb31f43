"""The packet plane: sockets, SRTP, routes, header rewriting, packet cache, repair, counters.

`interface` says what a plane does; `python` is the readable implementation of it; `open` starts
one.
"""
