"""The commands `passerelle kit`, `passerelle kit doctor | releases | back`."""

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


DataDir = Annotated[
    Path | None,
    typer.Option(envvar="PASSERELLE_DATA_DIR", help="Dossier du boîtier. / The kit’s data folder."),
]


@kit_commands.command(
    help="Dit quelle version le boîtier fait tourner, et laquelle il ferait tourner à sa place. / "
    "Says which version the kit runs, and which one it would go back to."
)
def releases(data_dir: DataDir = None) -> None:
    from server.kit_command import kit_data_dir, print_releases

    print_releases(data_dir or kit_data_dir())


@kit_commands.command(
    help="Revient à la version d’avant, dès le prochain démarrage du boîtier. / Goes back to the "
    "version before, from the kit’s next start on."
)
def back(
    data_dir: DataDir = None,
    base: Annotated[
        bool,
        typer.Option("--base", help="Au programme installé. / To the installed program."),
    ] = False,
) -> None:
    from server.kit_command import go_back, kit_data_dir

    go_back(data_dir or kit_data_dir(), to_base=base)


@kit_commands.command(
    help="Dit ce que le boîtier voit de sa machine et ce qui ne va pas, sans rien ouvrir : une "
    "séance peut continuer. Code de fin 1 s’il y a quelque chose à faire. / Says what the kit "
    "sees of its machine and what is wrong, without opening anything: a session may go on. Exit "
    "code 1 when there is something to do."
)
def doctor(
    profile: Profile = "demo",
    data_dir: DataDir = None,
    url: Annotated[
        str | None,
        typer.Option(
            envvar="PASSERELLE_URL",
            help="Adresse du serveur : dit s’il répond, et par quel mandataire. / Address of the "
            "server: says whether it answers, and through which proxy.",
        ),
    ] = None,
) -> None:
    from server.kit_command import examine_kit, kit_data_dir

    if not examine_kit(profile, data_dir or kit_data_dir(), url):
        raise typer.Exit(1)
