"""Reading mail in a process that can be killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

from mooc.inbound.errors import ReaderFails
from mooc.inbound.reader import asking, child, process
from mooc.inbound.reader.asking import read_apart
from mooc.inbound.reader.frames import Read, Unread, unpack
from mooc.inbound.reader.process import Process, ReaderGone
from mooc.pure.mailkit import read_letter
from mooc.pure.mailkit.bounces import read_bounce

from .costly import of_bytes, slow
from .stage import LETTERS, written

pytestmark = pytest.mark.once
SHORT = 0.25


@pytest.fixture
def reader():
    """A process of the test's own."""
    found = Process()
    yield found
    found.end()


@pytest.fixture
def own_reader(monkeypatch):
    """No process is running yet; what is started is ended with the test."""
    monkeypatch.setattr(asking, "_running", [])
    yield
    asking._end()


def test_it_reads_what_the_same_functions_read_here():
    raws = [path.read_bytes() for path in sorted(LETTERS.rglob("*.eml"))]
    found = read_apart([(raw, True) for raw in raws])
    assert found == [Read(read_letter(raw), read_bounce(raw)) for raw in raws]


def test_a_mail_is_read_as_a_bounce_only_where_that_is_asked_for():
    (found,) = read_apart([(written(1), False)])
    assert isinstance(found, Read) and found.report is None


def test_large_mails_and_their_files_go_through_both_pipes():
    raws = [of_bytes(3_000_000), written(1), of_bytes(2_000_000)]
    assert read_apart([(raw, False) for raw in raws]) == [Read(read_letter(raw)) for raw in raws]


def test_what_takes_too_long_is_given_up_and_the_others_are_read():
    first, long, last = read_apart([(written(1), False), (slow(), False), (written(2), False)], seconds=SHORT)
    assert long == Unread("reading it takes longer than 0.25 seconds")
    assert isinstance(first, Read) and first.letter.message_id == "<1@letters.example>"
    assert isinstance(last, Read) and last.letter.message_id == "<2@letters.example>"


def test_what_all_mails_may_take_leaves_the_last_for_later():
    asked = [(slow(10_000 + number), False) for number in range(40)]
    began = time.monotonic()
    found = read_apart(asked, in_all=0.1)
    assert 1 <= len(found) < 40
    assert time.monotonic() - began < 5
    assert isinstance(read_apart([(written(1), False)])[0], Read)


def test_a_process_that_somebody_kills_costs_no_mail(own_reader):
    read_apart([(written(1), False)])
    os.kill(asking._running[0].number, signal.SIGKILL)
    found = read_apart([(written(number), False) for number in range(5)])
    assert [type(one) for one in found] == [Read] * 5


def test_a_mail_that_kills_its_reader_twice_is_not_tried_again(own_reader, monkeypatch):
    class Mortal(Process):
        def exchange(self, asked, *, seconds):
            for one, frame in zip(asked, super().exchange(asked, seconds=seconds), strict=True):
                if b"deadly" in one[0]:
                    self.end()
                    raise ReaderGone
                yield frame

    monkeypatch.setattr(asking, "Process", Mortal)
    asked = [(written(1), False), (written(2, text="deadly"), False), (written(3), False)]
    first, deadly, last = read_apart(asked)
    assert isinstance(first, Read) and isinstance(last, Read)
    assert isinstance(deadly, Unread) and "twice" in deadly.reason


def test_a_process_that_talks_nonsense_is_not_listened_to(own_reader, monkeypatch):
    class Babbler(Process):
        def exchange(self, asked, *, seconds):
            yield b"\0\0\0\0\0\0\0\4null"

    monkeypatch.setattr(asking, "Process", Babbler)
    (found,) = read_apart([(written(1), False)])
    assert isinstance(found, Unread)


def test_a_machine_that_starts_no_process_loses_no_mail(own_reader, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ReaderFails, match="kept until it does"):
        read_apart([(written(1), False)])
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReaderFails):
        read_apart([(written(1), False)])


def test_it_does_not_end_before_the_one_that_asks_it(reader):
    for told in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(reader.number, told)
    assert len(list(reader.exchange([(written(1), False)], seconds=5))) == 1


STARTS_ONE = (
    "import sys, time; from mooc.inbound.reader.process import Process; from mooc.inbound.tests.costly import slow;"
    "p = Process(); print('ready', flush=True);"
    "len(sys.argv) > 1 and next(p.exchange([(slow(), False)], seconds=0.2)); time.sleep(60)"
)


@pytest.mark.parametrize("arguments", [[], ["busy"]])
def test_it_ends_with_the_one_that_asks_it_however_that_ends(arguments):
    command = [sys.executable, "-c", STARTS_ONE, *arguments]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    parent.stdout.readline()
    time.sleep(0.1 * len(arguments))
    parent.kill()
    parent.communicate(
        timeout=5
    )  # it has the same stderr, which is closed when the last of the two has ended


def test_it_has_little_memory():
    code = (
        "import resource; from mooc.inbound.reader import child; child._limit();"
        "print(*resource.getrlimit(resource.RLIMIT_AS))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.split() == [str(child.MOST_MEMORY)] * 2


def test_it_is_told_no_secret(monkeypatch):
    given, start = [], subprocess.Popen

    def noted(*arguments, **more):
        given.append(more["env"])
        return start(*arguments, **more)

    monkeypatch.setattr(process.subprocess, "Popen", noted)
    Process().end()
    assert "MOOC_SECRET_KEY" in os.environ
    assert given and not [name for name in given[0] if name.startswith(("MOOC_", "DATABASE", "EMAIL"))]


def test_it_knows_neither_django_nor_a_database():
    code = "import mooc.inbound.reader.child, sys; sys.exit(bool({'django', 'sqlite3', 'psycopg'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_answer_longer_than_any_can_be_is_not_waited_for(own_reader, monkeypatch):
    monkeypatch.setattr(process, "_LONGEST_ANSWER", 100_000)
    huge, small = read_apart([(written(1, text="x" * 200_000), False), (written(2), False)])
    assert isinstance(small, Read)
    assert isinstance(huge, Unread)


def test_a_reader_without_memory_says_so_and_is_replaced(monkeypatch):
    def fail(raw):
        raise MemoryError

    monkeypatch.setattr(child, "read_letter", fail)
    answer, is_well = child._read(written(1), wants_report=False)
    assert unpack(answer) == Unread("its reader stumbled (MemoryError)")
    assert not is_well


def test_what_the_worker_could_not_do_with_the_words_is_found_out_there(monkeypatch):
    def fail(text):
        raise RecursionError

    monkeypatch.setattr(child, "new_words", fail)
    answer, _ = child._read(written(1), wants_report=False)
    assert unpack(answer) == Unread("its reader stumbled (RecursionError)")


def test_the_start_of_a_process_is_not_the_time_of_the_mails(own_reader, monkeypatch):
    clock = [0.0]

    class Slowly(Process):
        def __init__(self):
            super().__init__()
            clock[0] += 20.0

    monkeypatch.setattr(asking, "Process", Slowly)
    monkeypatch.setattr(asking, "monotonic", lambda: clock[0])
    assert len(read_apart([(written(1), False), (written(2), False)], in_all=5.0)) == 2
