"""Matroska (RFC 9559), as much of it as a recording of one track needs, and nothing else.

What is written first is never moved: a file that ends anywhere behind its head can be played up to
its last whole cluster, and finished later.
"""
