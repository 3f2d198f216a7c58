"""`liftproof serve`: a local page to edit a scenario, solve it and compare plans."""

from __future__ import annotations

import sys
import threading
from contextlib import closing
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from optimizer.cli.examples import example
from optimizer.cli.streams import Streams

if TYPE_CHECKING:
    import socket

    from optimizer.web.access import Access
    from optimizer.web.store import Store

NEEDS_WEB = "the page needs extra packages: pip install 'liftproof[web]'"
PACKAGES = ("fastapi", "uvicorn", "python_multipart")


@click.command(
    "serve",
    epilog=example(
        "liftproof serve garage.yaml", "liftproof serve garage.yaml --port 8765 --no-browser"
    ),
)
@click.argument("source", metavar="SCENARIO")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port.  [default: any that is free]"
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Threads of a solve.  [default: one per core, at most 4]",
)
@click.pass_obj
def command(
    streams: Streams, source: str, port: int, no_browser: bool, workers: int | None
) -> None:
    """Open a page to edit SCENARIO, solve it and compare plans.

    The page is for this machine and this user only: it listens on 127.0.0.1, and its address holds a
    secret. On a terminal the browser opens by itself. SCENARIO is never written; edits and plans are
    kept in $XDG_STATE_HOME/liftproof (~/.local/state/liftproof) and can be downloaded from the page.
    Ctrl-C ends it.
    """
    from optimizer.read import read_text
    from optimizer.web.access import Access, bound_socket
    from optimizer.web.store import Store, folder_for

    if any(find_spec(package) is None for package in PACKAGES):
        raise click.UsageError(NEEDS_WEB)
    name, text = read_text(source)
    folder = folder_for(source, text)
    try:
        listener = bound_socket(port)
    except OSError as error:
        raise click.UsageError(f"port {port} cannot be used: {error.strerror or error}") from None
    with closing(listener):
        try:
            store = Store(folder)
        except OSError as error:
            reason = error.strerror or str(error)
            raise click.UsageError(f"{folder} cannot be used: {reason}") from None
        with closing(store):
            access = Access(listener.getsockname()[1])
            streams.note(f"{access.url}\nThe page is for you alone; Ctrl-C ends it.")
            if not no_browser and sys.stderr.isatty():
                # Browsers take their time to start, and so do we: both at once.
                threading.Thread(target=_open, args=(access.url,), daemon=True).start()
            try:
                _serve(name, text, store, access, listener, workers)
            except KeyboardInterrupt:
                streams.note("ended; your edits and plans are kept")


def _open(url: str) -> None:
    import webbrowser

    webbrowser.open(url)


def _serve(
    name: str,
    text: str,
    store: Store,
    access: Access,
    listener: socket.socket,
    workers: int | None,
) -> None:
    from optimizer.cli.keep import default_workers
    from optimizer.web.desk import Desk
    from optimizer.web.draft import Draft
    from optimizer.web.server import serve
    from optimizer.web.shelf import Shelf

    desk = Desk(Draft(name, text, store), Shelf(store), workers or default_workers())
    with closing(desk):
        serve(desk, access, listener)
