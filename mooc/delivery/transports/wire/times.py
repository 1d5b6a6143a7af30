"""How long the other side may take, in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """The timeouts of RFC 5321, 4.5.3.2, and some of our own."""

    connect: float = 30.0
    # The banner, TLS and everything before the first copy.
    greeting: float = 300.0
    # MAIL, RCPT, RSET.
    command: float = 300.0
    data: float = 120.0
    # While the message leaves: how long nothing may move.
    block: float = 180.0
    final_dot: float = 600.0
    # A connection without work is kept so long.
    idle: float = 30.0
    # After QUIT.
    goodbye: float = 2.0
    # A relay that refuses one connection more is not asked for more so long.
    fewer: float = 60.0
