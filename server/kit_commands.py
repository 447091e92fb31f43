"""The commands `passerelle kit` and `passerelle kit doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from server.errors import StartRefused

# What a command needs is imported inside it: `--help` and mistakes are answered at once.

kit_commands = typer.Typer(
    name="kit",
    help="Fait tourner le boîtier d’une salle : caméras, micro, écran. Sans jeton ni clé, il "
    "montre un code à taper sur la page /technique. / Runs a room’s kit: cameras, microphone, "
    "screen. Without a token or a key it shows a code to type on the page /technique.",
)

Profile = Annotated[
    str, typer.Option(help="Nom ou fichier du profil. / Name or file of the profile.")
]


@kit_commands.callback(invoke_without_command=True)
def kit(
    context: typer.Context,
    url: Annotated[
        str | None, typer.Option(help="Adresse du serveur. / Address of the server.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="PASSERELLE_TOKEN",
            help="Le jeton de la salle (passerelle token --publish). / The room’s token.",
        ),
    ] = None,
    profile: Profile = "demo",
    screen: Annotated[
        bool,
        typer.Option(
            envvar="PASSERELLE_SCREEN",
            help="Garder la page de la salle sur l’écran, si le profil en a un. / Keep the room’s "
            "page on the screen, where the profile has one.",
        ),
    ] = True,
    parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    from server.kit_command import run_kit

    if context.invoked_subcommand is not None:
        return
    if url is None:
        raise StartRefused(
            "Dites au boîtier où est le serveur : --url https://…",
            "Tell the kit where the server is: --url https://…",
            exit_code=2,
        )
    run_kit(url, token, profile, parent, screen=screen)


@kit_commands.command(
    help="Dit ce que le boîtier voit de sa machine et ce qui ne va pas, sans rien ouvrir : une "
    "séance peut continuer. Code de fin 1 s’il y a quelque chose à faire. / Says what the kit "
    "sees of its machine and what is wrong, without opening anything: a session may go on. Exit "
    "code 1 when there is something to do."
)
def doctor(
    profile: Profile = "demo",
    data_dir: Annotated[
        Path | None,
        typer.Option(
            envvar="PASSERELLE_DATA_DIR", help="Dossier du boîtier. / The kit’s data folder."
        ),
    ] = None,
) -> None:
    from server.kit_command import examine_kit

    if not examine_kit(profile, data_dir or Path("var")):
        raise typer.Exit(1)
