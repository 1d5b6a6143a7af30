"""`mooc web`: the pages."""

import socket
from typing import Annotated

import typer
from django.core.management import call_command

from mooc.errors import MoocError

from .app import app


class PortTaken(MoocError):
    """Somebody else listens where we were told to."""


def insist_on_free_port(host: str, port: int) -> None:
    """Raise PortTaken where another process listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"{host}:{port} is taken or not ours ({error.strerror}); choose another with --port."
            ) from error


@app.command()
def web(
    host: Annotated[
        str, typer.Option(help="Where to listen; behind a proxy leave it at loopback.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.")] = 8000,
    workers: Annotated[int, typer.Option(help="Processes.")] = 1,
) -> None:
    """Serve the pages."""
    from granian.constants import Interfaces
    from granian.server import Server

    insist_on_free_port(host, port)
    call_command("collectstatic", interactive=False, verbosity=0)
    Server(
        "mooc.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
        log_enabled=True,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()
