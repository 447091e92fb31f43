"""Ports: taking one, and the sentence for one that cannot be had."""

from __future__ import annotations

import errno
import socket

from server.errors import StartRefused
from server.setting_types import IPAddress


def listening_socket(host: IPAddress, port: int) -> socket.socket:
    """A TCP socket bound to `host` and `port`, though the last server there just ended.

    Raises StartRefused when the port is taken, or not for this user.
    """
    family = socket.AF_INET6 if host.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(host), port))
        # Listening at once: only that tells two servers starting together apart.
        listener.listen()
    except OSError as error:
        listener.close()
        raise port_refusal(error, "TCP", port, "PASSERELLE_HTTP_PORT") from error
    listener.setblocking(False)
    return listener


def port_refusal(error: OSError, protocol: str, port: int, setting: str) -> StartRefused:
    """The sentence for a port that cannot be had."""
    if error.errno == errno.EADDRINUSE:
        return StartRefused(
            f"Le port {protocol} {port} est déjà pris : arrêtez l’autre programme, "
            f"ou choisissez un autre port avec {setting}.",
            f"{protocol} port {port} is already taken: stop the other program, "
            f"or choose another port with {setting}.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return StartRefused(
            f"Le port {protocol} {port} n’est pas permis à cet utilisateur : "
            f"choisissez un port au-dessus de 1023 avec {setting}.",
            f"{protocol} port {port} is not allowed for this user: "
            f"choose a port above 1023 with {setting}.",
        )
    host_setting = setting.replace("_PORT", "_HOST")
    return StartRefused(
        f"Cette machine n’a pas l’adresse demandée pour le port {protocol} {port} : "
        f"vérifiez {host_setting}.",
        f"This machine does not have the address asked for with {protocol} port {port}: "
        f"check {host_setting}.",
    )
