"""How fast copies may leave: limits per provider and per transport, kept in the database, the same for all workers.

    room -> claim -> fill -> book -> carry -> answered ... flush

`Pacer` is what a worker holds; `rates` says what a limit means, `reserving` takes slots by one statement, `lanes`
keeps what a worker knows of one row, `matching` fits a provider's slots to the transport's, `returns` says when copies
that found none come back, `trouble` hears "too fast" in an answer, `learning` slows down, `setting` is for people.
"""

from .pacer import Pacer
from .slots import Slot

__all__ = ["Pacer", "Slot"]
