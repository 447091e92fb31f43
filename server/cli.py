"""The console script `passerelle`: where what goes wrong becomes a sentence and an exit code."""

import signal
import sys

from server.errors import StartRefused


def main() -> None:
    """Runs the command of `sys.argv` and ends the process."""
    # Until an event loop takes over, Ctrl-C ends the process without a word; so first this, and
    # only then the imports that take their time.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from server.commands import commands

    try:
        commands()
    except StartRefused as refusal:
        print(refusal.french, refusal.english, sep="\n", file=sys.stderr)
        sys.exit(refusal.exit_code)


if __name__ == "__main__":
    main()
