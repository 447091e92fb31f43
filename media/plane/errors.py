"""Why a plane cannot be had."""


class PlaneUnavailableError(Exception):
    """The kind of plane that was asked for is not there."""


class PortUnavailableError(OSError):
    """The port cannot be had on one of the addresses; `errno` says why. `transport` is "UDP" or
    "TCP".
    """

    def __init__(self, transport: str, host: str, port: int, cause: OSError) -> None:
        super().__init__(cause.errno, f"{transport} {host} port {port}: {cause.strerror}")
        self.transport, self.host, self.port = transport, host, port
