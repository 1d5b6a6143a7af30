"""What a command line says about settings, before Django reads them.

The demo gets a folder of its own and a mailbox open to its visitor; the links of what is served name its port.
"""

import os
from collections.abc import Sequence

DEFAULT_FOLDER = "var/demo"
DEFAULT_PORT = "8000"
# Those that run until they are stopped tell what they do; the answers of all others stand alone.
LASTING = {"serve", "web", "work", "receive"}


def prepare_environment(arguments: Sequence[str]) -> None:
    """Set what `serve` and `demo` imply; an environment that says more wins."""
    if arguments[:1] in (["serve"], ["demo"]):
        port = option(arguments, "--port") or DEFAULT_PORT
        os.environ.setdefault("MOOC_URL", f"http://127.0.0.1:{port}")
    if arguments[:1] == ["demo"]:
        _prepare_demo(arguments)
    if not set(arguments[:1]) & LASTING:
        os.environ.setdefault("MOOC_LOG_LEVEL", "WARNING")


def _prepare_demo(arguments: Sequence[str]) -> None:
    folder = option(arguments, "--data")
    if folder:
        os.environ["MOOC_DATA"] = folder
    os.environ.setdefault("MOOC_DATA", DEFAULT_FOLDER)
    os.environ.setdefault("MOOC_OPEN_MAILBOX", "true")


def option(arguments: Sequence[str], name: str) -> str | None:
    """Return what a command line gives for an option, before anything parses it."""
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if argument == name:
            return following
        if argument.startswith(name + "="):
            return argument.split("=", 1)[1]
    return None
