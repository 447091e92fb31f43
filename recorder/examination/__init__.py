"""What a file that somebody brought really is: looked at by a process that can do no harm.

`process.examine` is what a server uses. In that process run `confinement`, then `look`;
`signature`, `spherical` and `findings` are pure.
"""
