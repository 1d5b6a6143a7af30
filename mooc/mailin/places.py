"""Where doors listen."""

from dataclasses import dataclass

from .errors import BadPlace


@dataclass(frozen=True, slots=True)
class Place:
    """A host and a port; `port` 0 lets the system choose a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def place(text: str, *, setting: str) -> Place | None:
    """Read HOST:PORT, [::1]:8024 or a port alone; None for nothing. Raises BadPlace."""
    if not text.strip():
        return None
    host, _, port = text.strip().rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise BadPlace(f"{setting}={text!r} is not a place to listen at; write it like 127.0.0.1:8024.")
    return Place(host.strip("[]") or "127.0.0.1", int(port))
