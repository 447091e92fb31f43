"""From the sound of a replay to a draft of its subtitles, without any network.

`engine` is what a recogniser of speech is to us, `models` which languages one is installed for;
`draft.draft` does the work, in a process of its own that `process` starts.
"""
