"""A mail that is nothing but one word to the machine: "digest on", "pause until 3 December", "done".

    new words, one line -> case, punctuation, "please" and the writer's own name put aside -> a verb, or None

None for everything else: what a person writes to people is never taken for a command because it contains one. Some
words are said to people as well ("help", "done"); `is_said_to_people` marks them, and who knows what the mail answers
decides.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

_MOST_CHARACTERS = 80
_MOST_WORDS_OF_A_DAY = 6


class Verb(StrEnum):
    """What somebody wishes."""

    DIGEST_ON = "digest on"
    DIGEST_OFF = "digest off"
    EACH_POST = "each post"
    WEEKLY_ONLY = "weekly only"
    MUTE = "mute"
    UNMUTE = "unmute"
    PAUSE = "pause"
    RESUME = "resume"
    OWN_COPY_ON = "own copy on"
    OWN_COPY_OFF = "own copy off"
    LEAVE = "leave"
    STOP = "stop"
    START = "start"
    GROUP = "group"
    HELP = "help"
    DONE = "done"
    PARTLY = "partly"
    STUCK = "stuck"
    SKIPPING = "skipping"


CHECK_INS = frozenset({Verb.DONE, Verb.PARTLY, Verb.STUCK, Verb.SKIPPING})
_TO_PEOPLE = CHECK_INS | {Verb.HELP, Verb.GROUP, Verb.START, Verb.RESUME}

# What people write for each; check-ins in the languages of most readers.
_SAYINGS = {
    Verb.DIGEST_ON: "digest on|digest|daily digest|digest daily|digest please|digest: on|digest=on",
    Verb.DIGEST_OFF: "digest off|no digest|digest: off|digest=off",
    Verb.EACH_POST: "each post|every post|all posts|each mail|every mail",
    Verb.WEEKLY_ONLY: "weekly only|only weekly|weekly message only|only the weekly message",
    Verb.MUTE: "mute|mute thread|mute this thread|mute this",
    Verb.UNMUTE: "unmute|unmute thread|unmute this thread|unmute this|un-mute",
    Verb.RESUME: "resume|resume mail|unpause|un-pause|end pause|pause off",
    Verb.OWN_COPY_ON: "own copy on|own copies on|own copy|own copy: on",
    Verb.OWN_COPY_OFF: "own copy off|own copies off|no own copy|no own copies|own copy: off",
    Verb.LEAVE: "leave|leave run|leave the run|leave course|leave the course",
    Verb.STOP: "stop|unsubscribe|stop mail|stop the mail|stop all mail|unsubscribe me|remove me",
    Verb.START: "start|subscribe|start mail|start the mail",
    Verb.GROUP: "group|quiet group|change group|my group is quiet|another group|change my group",
    Verb.HELP: "help|commands|help me",
    Verb.DONE: "done|hecho|terminado|listo|feito|pronto|fait|terminé|erledigt|fertig|fatto|finito|gedaan|klaar"
    "|zrobione|gotowe|готово|сделано|完成|已完成|做完了|完了|できた|できました|تم|انتهيت",
    Verb.PARTLY: "partly|partially|en parte|parcialmente|a medias|em parte|en partie|partiellement|teilweise"
    "|zum teil|in parte|parzialmente|deels|gedeeltelijk|częściowo|частично|部分完成|部分|一部|途中|جزئيا|جزئيًا",
    Verb.STUCK: "stuck|atascado|atascada|travado|travada|preso|presa|bloqué|bloquée|coincé|coincée|festgefahren"
    "|hänge fest|ich hänge|bloccato|bloccata|vastgelopen|vast|utknąłem|utknęłam|застрял|застряла|卡住了|卡住"
    "|行き詰まった|つまった|詰まった|عالق|عالقة|علقت",
    Verb.SKIPPING: "skipping|skip|skipping this one|skip this one|skipping this week|skip this week|me la salto|salto"
    "|pulando|pulo|je passe|je saute|ausgelassen|ich setze aus|lasse aus|salto questa|sla over|ik sla over"
    "|pomijam|пропускаю|跳过|跳過|スキップ|أتخطى|تخطي",
}  # fmt: skip
_SPAN = r"for (?:the next )?(?:\d{1,3}|[a-z]{1,5}) (?:day|week|month)s?"
# Without "until" there must be a number or a day in it: people pause for coffee, too.
_PAUSE = re.compile(
    rf"pause(?: mail| all mail)?(?: (?P<when>(?:until|till|til) .+|{_SPAN}|(?=.*\d).+|tomorrow|next week"
    r"|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day))?"
)
_SMALL_WORD = re.compile(r"(?:until|till|til) ")
_POLITE = re.compile(r"(?:^please,? )|(?:,? (?:please|thanks|thank you|now)$)")


@dataclass(frozen=True, slots=True)
class Command:
    """One wish. `when`: for PAUSE, the words that name its end ("3 December"); empty for no end."""

    verb: Verb
    when: str = ""

    @property
    def is_check_in(self) -> bool:
        """Say whether it answers how the week was."""
        return self.verb in CHECK_INS

    @property
    def is_said_to_people(self) -> bool:
        """Say whether somebody may write the same word to other people."""
        return self.verb in _TO_PEOPLE


def read_command(words: str, subject: str = "", *, names: Collection[str] = ()) -> Command | None:
    """Return the wish of a mail: its new words, or its subject where there are none; None for what is no command.

    `names` are what the writer may sign with, on a line of its own below. A subject that answers ("Re: help") is that
    of somebody else. Costs next to nothing for what is longer than a line.
    """
    lines = _lines(words, names)
    if not lines:
        return read_line(subject) if subject.strip() else None
    return read_line(lines[0]) if len(lines) == 1 else None


def read_line(line: str) -> Command | None:
    """Return the wish of one line, or None."""
    if len(line) > _MOST_CHARACTERS or line.lstrip().startswith(">"):
        return None
    said = _plain(line)
    if verb := _VERBS.get(said) or _VERBS.get(_POLITE.sub("", said)):
        return Command(verb)
    match = _PAUSE.fullmatch(_POLITE.sub("", said))
    when = (match["when"] or "") if match else ""
    if match is None or len(when.split()) > _MOST_WORDS_OF_A_DAY:
        return None
    return Command(Verb.PAUSE, _SMALL_WORD.sub("", when, count=1))


def _lines(words: str, names: Collection[str]) -> list[str]:
    """Return the lines that say something, without the writer's own name at the end."""
    lines = [line for line in words[:1_000].splitlines() if line.strip()] if len(words) <= 1_000 else [words]
    signed = {_plain(name) for name in names} - {""}
    while len(lines) > 1 and _plain(lines[-1]) in signed:
        lines.pop()
    return lines


def _plain(text: str) -> str:
    """Return words in small letters, on one line, without what stands before the first and after the last letter."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    shown = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    line = " ".join(shown.split())
    kept = [index for index, sign in enumerate(line) if sign.isalnum() or unicodedata.combining(sign)]
    return line[kept[0] : kept[-1] + 1] if kept else ""


_VERBS = {_plain(saying): verb for verb, sayings in _SAYINGS.items() for saying in sayings.split("|")}
