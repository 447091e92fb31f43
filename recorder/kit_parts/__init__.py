"""What a kit kept by itself while its line was cut, made part of the recording that lacks it.

Beside the manifest `kit.json` says whose that is, and when it might be written; `parts` holds what
came. Once the recording is over, `adding` makes Matroska files of it.
"""
