"""Films that people bring: received by tus 1.0 in as many pieces as it takes, kept by random ids.

`protocol`, `limits` and `upload` are pure; `store` and `reception` write files.
"""
