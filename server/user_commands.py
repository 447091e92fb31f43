"""The commands `passerelle user add | list | disable | enable | link`."""

from __future__ import annotations

from typing import Annotated

import typer

from server.accounts.roles import CentreRole

# What a command needs is imported inside it: `--help` and mistakes are answered at once.

user_commands = typer.Typer(
    name="user",
    help="Les comptes : animateurs, bénévoles, techniciens, coordinateurs. / "
    "The accounts: those who lead, help, equip and coordinate.",
    no_args_is_help=True,
)

Email = Annotated[str, typer.Option(help="Adresse électronique. / E-mail address.")]


@user_commands.command(
    help="Ajoute un compte, ou un rôle de plus, et imprime le lien qui choisit le mot de passe. / "
    "Adds an account, or one more role, and prints the link that chooses the password."
)
def add(
    email: Email,
    role: Annotated[CentreRole, typer.Option(help="Rôle dans le centre. / Role in the centre.")],
    centre: Annotated[
        str | None,
        typer.Option(help="Nom du centre, s’il y en a plusieurs. / Its name, if several."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Prénom que les autres lisent. / Name that others read.")
    ] = None,
) -> None:
    from server.accounts.administration import add_user
    from server.settings import load_settings

    link = add_user(load_settings(), email, name, role, centre)
    if link is None:
        print("Ce compte a déjà son mot de passe.\nThis account has its password already.")
    else:
        _print_link(link)


@user_commands.command(
    name="list",
    help="Liste les comptes : adresse, nom, rôle, centre, état. / Lists the accounts.",
)
def list_() -> None:
    from server.accounts.administration import list_users
    from server.settings import load_settings

    for line in list_users(load_settings()):
        print(line)


@user_commands.command(
    help="Ferme un compte : tout ce qu’il avait ouvert se ferme. / "
    "Disables an account: all that it had opened ends."
)
def disable(email: Email) -> None:
    from server.accounts.administration import set_disabled
    from server.settings import load_settings

    set_disabled(load_settings(), email, disabled=True)


@user_commands.command(help="Rouvre un compte fermé. / Enables a disabled account again.")
def enable(email: Email) -> None:
    from server.accounts.administration import set_disabled
    from server.settings import load_settings

    set_disabled(load_settings(), email, disabled=False)


@user_commands.command(
    help="Imprime un nouveau lien qui choisit le mot de passe. / "
    "Prints a new link that chooses the password."
)
def link(email: Email) -> None:
    from server.accounts.administration import new_password_link
    from server.settings import load_settings

    _print_link(new_password_link(load_settings(), email))


def _print_link(link: str) -> None:
    print(
        "À remettre à la personne elle-même ; le lien sert une fois, pendant 3 jours.\n"
        "To be handed to the person; the link works once, for 3 days.\n"
        f"{link}"
    )
