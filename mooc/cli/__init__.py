"""The command `mooc`: thin over actions and queries; every report takes `--json`."""

from .app import main

__all__ = ["main"]
