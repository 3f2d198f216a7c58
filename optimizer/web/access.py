"""The address of the page and the secrets in it; imports nothing, so that it can be told at once."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass, field


def bound_socket(port: int) -> socket.socket:
    """Listen on this machine only; port 0 takes any that is free.

    Connections wait until the server takes them, so the address may be told before it is ready.

    Raises
    ------
    OSError
        If the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Ports of a server that has just ended can be used again at once.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
    except OSError:
        listener.close()
        raise
    return listener


@dataclass(frozen=True)
class Access:
    """What opens the page.

    Parameters
    ----------
    port
        Of the server; requests that name another host are refused (DNS rebinding).
    token
        In the URL that is printed; it is exchanged for the cookie.
    place
        First part of every path. Browsers send cookies to all ports of a host, but not to other
        paths: another server of this machine never sees ours.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    place: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    @property
    def url(self) -> str:
        """Address to open."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def hosts(self) -> frozenset[str]:
        """Names under which the server may be asked for."""
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})
