"""The commands: `passerelle serve | demo | kit | user | centre | room | token | revoke | …`."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from server.centre_commands import centre_commands, room_commands
from server.errors import StartRefused
from server.kit_commands import kit_commands
from server.release_commands import release_commands
from server.user_commands import user_commands

# What a command needs is imported inside it: `--help` and mistakes are answered at once.

commands = typer.Typer(
    name="passerelle",
    help="Relie une salle d’activité et les maisons. / Joins an activity room and the homes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
commands.add_typer(kit_commands)
commands.add_typer(release_commands)
commands.add_typer(user_commands)
commands.add_typer(centre_commands)
commands.add_typer(room_commands)


class KitChoice(StrEnum):
    """What the demo films with."""

    CLIP = "clip"
    DEVICES = "devices"
    NONE = "none"


_PROFILES = {KitChoice.CLIP: "demo", KitChoice.DEVICES: "devices", KitChoice.NONE: None}


@commands.command(help="Démarre le serveur. / Starts the server.")
def serve() -> None:
    from server.logs import configure_logs
    from server.serving import run_until_stopped
    from server.serving import serve as serve_until
    from server.settings import load_settings

    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    run_until_stopped(lambda stop: serve_until(settings, stop))


@commands.command(
    help="Démarre le serveur et un boîtier de démonstration, et dit quoi ouvrir. / "
    "Starts the server and a demo kit, and says what to open."
)
def demo(
    kit: Annotated[
        KitChoice,
        typer.Option(
            envvar="KIT",
            help="clip : un film fabriqué ; devices : les caméras et le son de cette machine ; "
            "none : aucun. / clip: a made film; devices: this machine’s cameras and sound; "
            "none: no kit.",
        ),
    ] = KitChoice.CLIP,
) -> None:
    from server.demo import demo as run_demo
    from server.logs import configure_logs
    from server.serving import run_until_stopped
    from server.settings import load_settings

    # The addresses must stay in sight: the log says only what is wrong, unless asked for more.
    os.environ.setdefault("PASSERELLE_LOG_LEVEL", "warning")
    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format)
    run_until_stopped(lambda stop: run_demo(settings, _PROFILES[kit], stop))


@commands.command(
    help="Imprime un jeton pour une salle de cette installation. / "
    "Prints a token for a room of this installation."
)
def token(
    room: Annotated[str, typer.Option(help="La salle, par exemple cuisine. / The room.")],
    publish: Annotated[
        bool, typer.Option("--publish", help="Pour filmer la salle. / To film the room.")
    ] = False,
    view: Annotated[
        bool, typer.Option("--view", help="Pour regarder la salle. / To watch the room.")
    ] = False,
    hours: Annotated[
        float, typer.Option(min=0.01, max=8760, help="Durée en heures. / Hours it lasts.")
    ] = 12.0,
) -> None:
    from server.room_token import room_token
    from server.settings import load_settings

    if publish == view:
        raise StartRefused(
            "Choisissez --publish (filmer) ou --view (regarder).",
            "Choose --publish (to film) or --view (to watch).",
            exit_code=2,
        )
    print(room_token(load_settings(), room, publishes=publish, lifetime_s=hours * 3600))


@commands.command(
    help="Retire un jeton ou un lien : il n’ouvre plus rien, ce qu’il avait ouvert se ferme. / "
    "Takes a token or a link back: it opens nothing any more, what it had opened ends."
)
def revoke(
    token: Annotated[str, typer.Argument(help="Le jeton ou le lien. / The token or the link.")],
) -> None:
    from server.revoke_command import revoke_token
    from server.settings import load_settings

    revoke_token(load_settings(), token)


@commands.command(
    name="settings",
    help="Imprime la table des réglages PASSERELLE_*. / Prints the table of settings.",
)
def print_settings() -> None:
    from server.settings_table import settings_table

    print(settings_table(), end="")


@commands.command(
    help="Regarde si cette machine peut servir, et dit ce qui manque. / "
    "Looks whether this machine can serve, and says what is missing."
)
def doctor() -> None:
    from server.doctor import examine
    from server.settings import load_settings

    if not examine(load_settings()):
        raise typer.Exit(1)
