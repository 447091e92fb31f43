"""`passerelle release make | list | offer | remove`: what the room kits are updated with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from server.errors import StartRefused

if TYPE_CHECKING:
    from server.releases.shelf import Shelf

# What a command needs is imported inside it: `--help` and mistakes are answered at once.

release_commands = typer.Typer(
    name="release",
    help="Les versions que les boîtiers des salles vont chercher ici. / The releases that the "
    "room kits fetch from here.",
    no_args_is_help=True,
)
Version = Annotated[str, typer.Argument(help="La version. / The version.")]


@release_commands.command(
    help="Fait une version de ce programme, avec tout ce dont il a besoin, et la propose aux "
    "boîtiers. / Makes a release of this program with all that it needs, and offers it to the kits."
)
def make(
    out: Annotated[
        Path | None,
        typer.Option(
            help="Un autre dossier de données que celui des réglages. / Another data folder."
        ),
    ] = None,
    lock: Annotated[
        Path | None,
        typer.Option(help="Ce dont il a besoin, avec les empreintes. / What it needs, hashed."),
    ] = None,
    offer: Annotated[
        bool, typer.Option(help="La proposer aux boîtiers. / Offer it to the kits.")
    ] = True,
) -> None:
    from datetime import UTC, datetime

    from server.releases import making
    from server.releases.shelf import Shelf

    shelf = Shelf(out) if out else _shelf()
    version = making.make(shelf, making.MACHINES, lock, datetime.now(UTC))
    if offer:
        shelf.offer(version)
    (made,) = (each for each in shelf.versions() if each.version == version)
    for machine in set(making.MACHINES) - set(made.machines):
        typer.echo(f"Pas pour {machine} : il y manque un paquet. / Not for {machine}.", err=True)
    print(version)


@release_commands.command(
    name="list",
    help="Liste les versions : celle qui est proposée (*), sa date, sa taille, pour quelles "
    "machines. / Lists the releases: the one that is offered (*), date, size, machines.",
)
def list_releases() -> None:
    shelf = _shelf()
    offered = shelf.offered
    for each in shelf.versions():
        mark = "*" if each.version == offered else " "
        size = f"{each.bytes / 1e6:.0f} Mo"
        made_at = each.made_at.strftime("%Y-%m-%d %H:%M")
        print(mark, each.version, made_at, size, " ".join(each.machines), sep="  ")


@release_commands.command(help="Propose une version aux boîtiers. / Offers a release to the kits.")
def offer(version: Version) -> None:
    from server.releases.shelf import UnknownRelease

    try:
        _shelf().offer(version)
    except UnknownRelease as error:
        raise _unknown(version) from error


@release_commands.command(
    help="Supprime une version d’ici ; un boîtier qui la fait tourner continue. / Deletes a "
    "release from here; a kit that runs it goes on."
)
def remove(version: Version) -> None:
    from server.releases.shelf import UnknownRelease

    try:
        _shelf().remove(version)
    except UnknownRelease as error:
        raise _unknown(version) from error


def _shelf() -> Shelf:
    from server.releases.shelf import Shelf
    from server.settings import load_settings

    return Shelf(load_settings().data_dir)


def _unknown(version: str) -> StartRefused:
    return StartRefused(
        f"Il n’y a pas de version {version} : voyez passerelle release list.",
        f"There is no release {version}: see passerelle release list.",
    )
