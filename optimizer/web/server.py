"""The server: one process, ended by Ctrl-C."""

from __future__ import annotations

import socket

import uvicorn

from optimizer.web.access import Access
from optimizer.web.app import make_app
from optimizer.web.desk import Desk


def serve(desk: Desk, access: Access, listener: socket.socket) -> None:
    """Serve the page until the process is asked to end.

    Parameters
    ----------
    desk
        What the page works on.
    access
        What opens it.
    listener
        Where browsers ask for it.
    """
    config = uvicorn.Config(
        make_app(desk, access),
        http="h11",
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listener])
