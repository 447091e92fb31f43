"""`passerelle centre add | change | list`, `passerelle room add | remove | list`."""

from __future__ import annotations

from typing import Annotated

import typer

# What a command needs is imported inside it: `--help` and mistakes are answered at once.

centre_commands = typer.Typer(
    name="centre",
    help="Les centres. Ajoutez le vôtre avant le premier démarrage : le centre de démonstration "
    "ne se fait que s’il n’y en a aucun. / The centres. Add yours before the first start: the "
    "demo centre is made only if there is none.",
    no_args_is_help=True,
)
room_commands = typer.Typer(
    name="room",
    help="Les salles d’activité des centres. / The centres’ activity rooms.",
    no_args_is_help=True,
)


@centre_commands.command(name="add", help="Ajoute un centre. / Adds a centre.")
def add_centre(
    name: Annotated[str, typer.Option(help="Nom du centre. / Name of the centre.")],
    town: Annotated[str, typer.Option(help="Commune. / Town.")],
    phone: Annotated[
        str,
        typer.Option(
            help="Téléphone, que les habitants lisent quand cela ne marche pas. / "
            "Telephone, which residents read when something does not work."
        ),
    ],
) -> None:
    from server.centres import administration
    from server.settings import load_settings

    administration.add_centre(load_settings(), name, town, phone)


@centre_commands.command(
    name="change",
    help="Change le nom, la commune ou le téléphone d’un centre. / "
    "Changes a centre’s name, town or telephone.",
)
def change_centre(
    centre: Annotated[
        str | None,
        typer.Option(help="Nom actuel, s’il y a plusieurs centres. / Present name, if several."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Nouveau nom. / New name.")] = None,
    town: Annotated[str | None, typer.Option(help="Commune. / Town.")] = None,
    phone: Annotated[str | None, typer.Option(help="Téléphone. / Telephone.")] = None,
) -> None:
    from server.centres import administration
    from server.settings import load_settings

    administration.change_centre(load_settings(), centre, name, town, phone)


@centre_commands.command(
    name="list", help="Liste les centres : nom, commune, téléphone. / Lists the centres."
)
def list_centres() -> None:
    from server.centres import administration
    from server.settings import load_settings

    for line in administration.list_centres(load_settings()):
        print(line)


@room_commands.command(
    name="add",
    help="Ajoute une salle et imprime son nom dans les adresses. / "
    "Adds a room and prints its name in addresses.",
)
def add_room(
    name: Annotated[str, typer.Option(help="Nom de la salle. / Name of the room.")],
    centre: Annotated[
        str | None,
        typer.Option(help="Nom du centre, s’il y en a plusieurs. / Its name, if several."),
    ] = None,
    slug: Annotated[
        str | None,
        typer.Option(
            help="Son nom dans les adresses (a-z, 0-9, tirets) ; sinon, tiré du nom. / "
            "Its name in addresses; else made of the name."
        ),
    ] = None,
) -> None:
    from server.centres import administration
    from server.settings import load_settings

    print(administration.add_room(load_settings(), name, centre, slug))


@room_commands.command(
    name="remove",
    help="Retire une salle où rien n’est ouvert ni prévu ; ce qui s’y est tenu reste. / "
    "Removes a room where nothing is open or planned; what was held there stays.",
)
def remove_room(
    room: Annotated[str, typer.Option(help="Son nom dans les adresses. / Its name in addresses.")],
) -> None:
    from server.centres import administration
    from server.settings import load_settings

    administration.remove_room(load_settings(), room)


@room_commands.command(
    name="list", help="Liste les salles : adresse, nom, centre. / Lists the rooms."
)
def list_rooms() -> None:
    from server.centres import administration
    from server.settings import load_settings

    for line in administration.list_rooms(load_settings()):
        print(line)
