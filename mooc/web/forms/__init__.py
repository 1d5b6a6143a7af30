"""Forms: what people may type, and what the page says when it cannot be read."""

from .house import HouseForm, Segments, Tick, TickTable

__all__ = ["HouseForm", "Segments", "Tick", "TickTable"]
