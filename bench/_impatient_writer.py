"""Who wants to write to SQLite again and again: `python -m bench._impatient_writer FILE`, until a line comes in.

Prints the longest time in seconds that it had to wait for the lock.
"""

import sqlite3
import sys
import threading
import time


def main(path: str) -> None:
    """Ask every few milliseconds, and the millisecond after when refused."""
    enough = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), enough.set()), daemon=True).start()
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    longest = 0.0
    while not enough.wait(0.005):
        began = time.perf_counter()
        while not _taken(connection):
            time.sleep(0.001)
        longest = max(longest, time.perf_counter() - began)
        connection.execute("COMMIT")
    print(longest)


def _taken(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
