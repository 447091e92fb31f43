"""The settings: one class is the table of names, ranges, defaults and meanings."""

from __future__ import annotations

import os
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, JsonValue, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.errors import StartRefused
from server.setting_types import (
    Addresses,
    CalledPort,
    DatabaseUrl,
    Gigabytes,
    IPAddress,
    Networks,
    Port,
    TurnUrls,
    WebAddress,
    WebOrigin,
)

PREFIX = "PASSERELLE_"
#: Read by other programs than the server; not mistaken for misspelt settings.
FOREIGN = frozenset({"PASSERELLE_TOKEN"})


def _setting(default: Any, accepts: tuple[str, str], sens: str, meaning: str) -> Any:
    """One row: `accepts` says, in French then English, which values are right."""
    french, english = accepts
    extra: dict[str, JsonValue] = {"accepts_fr": french, "accepts_en": english, "sens": sens}
    return Field(default=default, description=meaning, json_schema_extra=extra)


_PORT = ("un nombre entier de 0 à 65535", "a whole number from 0 to 65535")
_CALLED_PORT = ("un nombre entier de 1 à 65535", "a whole number from 1 to 65535")
#: A database's address holds its password, a webhook's its key: they are not repeated.
_SECRET = ("database_url", "smtp_password", "alert_webhook", "turn_secret", "turn_password")
_GIGABYTES = ("un nombre entier de 1 à 100000", "a whole number from 1 to 100000")
_ADDRESSES = ("des adresses IP séparées par des virgules", "IP addresses separated by commas")


class Settings(BaseSettings):
    """Everything that may be set, from the environment (`PASSERELLE_*`)."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    data_dir: Path = _setting(
        Path("var"),
        ("le chemin d’un dossier", "the path of a folder"),
        "Dossier de la base de données, de la clé secrète et des fichiers.",
        "Folder of the database, the secret key and the files.",
    )
    http_host: IPAddress = _setting(
        IPv4Address("0.0.0.0"),
        ("une adresse IP", "an IP address"),
        "Adresse où les pages sont servies ; 0.0.0.0 : toutes.",
        "Address where the pages are served; 0.0.0.0: all.",
    )
    http_port: Port = _setting(
        8080,
        _PORT,
        "Port TCP des pages ; 0 : un port libre.",
        "TCP port of the pages; 0: any free port.",
    )
    media_host: Addresses = _setting(
        (),
        _ADDRESSES,
        "Adresses où l’image et le son arrivent ; sans elles, toutes celles de la machine.",
        "Addresses where picture and sound arrive; without them, all those of the machine.",
    )
    media_port: Port = _setting(
        8443,
        _PORT,
        "Port UDP et TCP de l’image et du son, le même pour tous ; 0 : un port libre.",
        "UDP and TCP port of picture and sound, one for everybody; 0: any free port.",
    )
    media_tcp: bool = _setting(
        True,
        ("true ou false", "true or false"),
        "L’image et le son aussi par TCP, pour les réseaux qui ferment l’UDP.",
        "Picture and sound over TCP too, for networks that close UDP.",
    )
    public_url: WebOrigin | None = _setting(
        None,
        (
            "une adresse comme https://passerelle.example.org, sans rien après",
            "an address such as https://passerelle.example.org, with nothing after it",
        ),
        "Adresse que les personnes ouvrent ; sans elle, http://localhost et le port.",
        "Address that people open; without it, http://localhost and the port.",
    )
    public_addresses: Addresses = _setting(
        (),
        _ADDRESSES,
        "Adresses annoncées pour l’image et le son ; sans elles, celles de la machine.",
        "Addresses announced for picture and sound; without them, the machine’s own.",
    )
    public_tcp_port: CalledPort | None = _setting(
        None,
        _CALLED_PORT,
        "Port TCP annoncé, quand le pare-feu mène ce port (443) vers MEDIA_PORT ; "
        "sans lui, MEDIA_PORT.",
        "TCP port announced, where the firewall leads it (443) to MEDIA_PORT; "
        "without it, MEDIA_PORT.",
    )
    turn_urls: TurnUrls = _setting(
        (),
        (
            "des adresses comme turn:relais.example.org:3478?transport=udp ou "
            "turns:relais.example.org:5349, séparées par des virgules",
            "addresses such as turn:relay.example.org:3478?transport=udp or "
            "turns:relay.example.org:5349, separated by commas",
        ),
        "Relais TURN pour les réseaux qui ferment le chemin direct ; sans eux, aucun.",
        "TURN relays for networks that close the direct way; without them, none.",
    )
    turn_secret: str | None = _setting(
        None,
        ("le secret partagé avec le relais", "the secret shared with the relay"),
        "Secret du relais (static-auth-secret de coturn) : à chacun un mot de passe d’un jour.",
        "The relay’s secret (coturn’s static-auth-secret): each gets a password good for a day.",
    )
    turn_user: str | None = _setting(
        None,
        ("un nom", "a name"),
        "Nom donné au relais, le même pour tous, quand il n’a pas de secret.",
        "Name given to the relay, one for everybody, where it has no secret.",
    )
    turn_password: str | None = _setting(
        None,
        ("un mot de passe", "a password"),
        "Mot de passe donné avec ce nom.",
        "Password given with that name.",
    )
    trusted_proxies: Networks = _setting(
        (),
        (
            "des adresses IP ou des réseaux séparés par des virgules",
            "IP addresses or networks separated by commas",
        ),
        "Serveurs mandataires dont on croit l’en-tête X-Forwarded-For.",
        "Reverse proxies whose X-Forwarded-For header is believed.",
    )
    database_url: DatabaseUrl | None = _setting(
        None,
        (
            "une adresse qui commence par sqlite+aiosqlite:// ou postgresql+asyncpg://",
            "an address that starts with sqlite+aiosqlite:// or postgresql+asyncpg://",
        ),
        "Base de données ; sans elle, un fichier SQLite dans DATA_DIR.",
        "Database; without it, a SQLite file in DATA_DIR.",
    )
    plane: Literal["auto", "python", "native"] = _setting(
        "auto",
        ("auto, python ou native", "auto, python or native"),
        "Ce qui transporte les paquets ; auto : le plus rapide qui soit installé.",
        "What carries the packets; auto: the fastest that is installed.",
    )
    upload_file_gb: Gigabytes = _setting(
        8,
        _GIGABYTES,
        "Taille la plus grande d’un film apporté, en Go.",
        "Largest size of a film that is brought, in GB.",
    )
    upload_quota_gb: Gigabytes = _setting(
        20,
        _GIGABYTES,
        "Place des films apportés par une personne, en Go.",
        "Room for the films that one person brings, in GB.",
    )
    upload_centre_quota_gb: Gigabytes = _setting(
        200,
        _GIGABYTES,
        "Place des films apportés à un centre, en Go.",
        "Room for the films that are brought to one centre, in GB.",
    )
    speech_models_dir: Path | None = _setting(
        None,
        ("le chemin d’un dossier", "the path of a folder"),
        "Dossier des modèles qui reconnaissent la parole, pour proposer des sous-titres.",
        "Folder of the models that recognise speech, to propose subtitles.",
    )
    smtp_host: str | None = _setting(
        None,
        ("le nom d’un serveur de courrier", "the name of a mail server"),
        "Serveur qui envoie les lettres (alertes des boîtiers, fin des vidéos) ; sans lui, aucune.",
        "Server that sends the letters (alerts of kits, end of replays); without it, none.",
    )
    smtp_port: CalledPort = _setting(
        587,
        _CALLED_PORT,
        "Port du serveur de courrier.",
        "Port of the mail server.",
    )
    smtp_security: Literal["starttls", "tls", "none"] = _setting(
        "starttls",
        ("starttls, tls ou none", "starttls, tls or none"),
        "Comment la liaison est protégée ; none : pour un serveur de cette machine.",
        "How the line is protected; none: for a server on this machine.",
    )
    smtp_user: str | None = _setting(
        None,
        ("un nom", "a name"),
        "Nom donné au serveur de courrier ; sans lui, on n’en donne pas.",
        "Name given to the mail server; without it, none is given.",
    )
    smtp_password: str | None = _setting(
        None,
        ("un mot de passe", "a password"),
        "Mot de passe donné avec ce nom.",
        "Password given with that name.",
    )
    smtp_from: str | None = _setting(
        None,
        ("une adresse électronique", "an e-mail address"),
        "Adresse de qui écrit ; sans elle, passerelle@ et le nom du serveur.",
        "Address of who writes; without it, passerelle@ and the server’s name.",
    )
    alert_webhook: WebAddress | None = _setting(
        None,
        (
            "une adresse qui commence par https:// ou http://",
            "an address that starts with https:// or http://",
        ),
        "Adresse où les alertes des boîtiers sont envoyées en JSON ; sans elle, nulle part.",
        "Address where the alerts of kits are sent as JSON; without it, nowhere.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info",
        ("debug, info, warning ou error", "debug, info, warning or error"),
        "À partir de quelle gravité le journal est écrit.",
        "From which severity on the log is written.",
    )
    log_format: Literal["auto", "text", "json"] = _setting(
        "auto",
        ("auto, text ou json", "auto, text or json"),
        "Forme du journal ; auto : text dans un terminal, json ailleurs.",
        "Form of the log; auto: text in a terminal, json elsewhere.",
    )

    @property
    def database_address(self) -> str:
        """The database's SQLAlchemy address."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'passerelle.db'}"

    @property
    def base_address(self) -> str:
        """What addresses begin with where no request says it."""
        return self.public_url or f"http://localhost:{self.http_port}"


def load_settings() -> Settings:
    """The settings of this process's environment. Raises StartRefused with one clear sentence."""
    known = {variable_name(name) for name in Settings.model_fields} | FOREIGN
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise StartRefused(
                f"Le réglage {name} n’existe pas : vérifiez son nom dans docs/settings.md.",
                f"There is no setting {name}: check its name in docs/settings.md.",
                exit_code=2,
            )
    try:
        return Settings()
    except ValidationError as error:
        raise _refusal(str(error.errors()[0]["loc"][0])) from None


def _refusal(field_name: str) -> StartRefused:
    field_name = field_name.lower().removeprefix(PREFIX.lower())
    name = variable_name(field_name)
    extra = extra_of(Settings.model_fields[field_name])
    value = "" if field_name in _SECRET else os.environ.get(name, "")
    french = f" vaut « {value} », il faut" if value else " n’est pas juste, il faut"
    english = f" is “{value}”, it must be" if value else " is not right, it must be"
    return StartRefused(
        f"Le réglage {name}{french} {extra['accepts_fr']}.",
        f"The setting {name}{english} {extra['accepts_en']}.",
        exit_code=2,
    )


def variable_name(field_name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + field_name.upper()


def extra_of(field: FieldInfo) -> dict[str, str]:
    """The sentences that `_setting` attached to a field."""
    extra = field.json_schema_extra
    if not isinstance(extra, dict):
        raise TypeError("every setting is declared with _setting")
    return {key: str(value) for key, value in extra.items()}
