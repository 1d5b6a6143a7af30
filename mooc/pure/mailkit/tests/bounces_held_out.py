"""How well bounces are read whose system the rules have not seen: a measurement, not a test.

Some of the published bounces are hidden. Each alternative of each pattern that matches in hidden mails only is cut out
of its pattern, so that what was learned from them, or can be known only by them, is forgotten; then they are read.
`python -m mooc.pure.mailkit.tests.bounces_held_out` hides each family of mail systems in turn, then a third at random.
"""

import importlib
import json
import pkgutil
import random
import re
from collections import defaultdict
from dataclasses import dataclass, field

from mooc.pure.mailkit import bounces
from mooc.pure.mailkit.bounces.phrases import Phrase

from .test_bounces_of_others import BOUNCES, Figures, add

DRAWS = 30
_OPENING = re.compile(r"\((?:\?(?:[:=!]|<[=!]|P<\w+>|-i:))?")
_NEVER = re.compile(r"(?!)")


@dataclass
class Watched:
    """A pattern that notes what is searched with it while `file` is set, and that can be cut."""

    whole: re.Pattern
    now: re.Pattern
    file: str = ""
    texts: dict = field(default_factory=lambda: defaultdict(set))
    # Of each alternative: where it stands, the alternation it belongs to, and the files in which it matches.
    used: list = field(default_factory=list)

    def __getattr__(self, name):
        method = getattr(self.now, name)
        if name not in ("search", "match", "findall", "finditer", "sub"):
            return method

        def noting(*arguments):
            if self.file:
                self.texts[arguments[-1] if name == "sub" else arguments[0]].add(self.file)
            return method(*arguments)

        return noting


def alternations(source):
    """Return the alternations of a pattern at any depth, each as the spans of its alternatives."""
    found, starts, bars, at = [], [0], [[]], 0
    while at < len(source):
        sign = source[at]
        if sign == "(":
            at = _OPENING.match(source, at).end()
            starts.append(at)
            bars.append([])
            continue
        if sign == "|":
            bars[-1].append(at)
        elif sign == ")":
            found.append(_spans(starts.pop(), bars.pop(), at))
        at = _after(source, at)
    return [spans for spans in (*found, _spans(0, bars[0], len(source))) if len(spans) > 1]


def _after(source, at):
    """Return where the next sign stands: behind an escaped one, behind a set."""
    if source[at] == "\\":
        return at + 2
    if source[at] != "[":
        return at + 1
    at += 2 if source[at + 1] != "^" else 3
    while source[at] != "]":
        at += 2 if source[at] == "\\" else 1
    return at + 1


def _spans(start, bars, end):
    return list(zip([start, *(bar + 1 for bar in bars)], [*bars, end], strict=True))


def watch():
    """Put a watched pattern in the place of each pattern of the reader; return them."""
    watched = {}

    def in_place_of(value):
        if isinstance(value, re.Pattern):
            return watched.setdefault((value.pattern, value.flags), Watched(value, value))
        if isinstance(value, Phrase):
            return Phrase(value.reason, in_place_of(value.pattern))
        return tuple(map(in_place_of, value)) if isinstance(value, tuple) else value

    for found in pkgutil.iter_modules(bounces.__path__):
        module = importlib.import_module(f"{bounces.__name__}.{found.name}")
        for name, value in list(vars(module).items()):
            if isinstance(value, (re.Pattern, Phrase, tuple)):
                setattr(module, name, in_place_of(value))
    return list(watched.values())


def learn(watched, cases):
    """Note in which files each alternative matches."""
    for case in cases:
        for one in watched:
            one.file = case["file"]
        add(Figures(), case)
    for one in watched:
        one.file = ""
        source = one.whole.pattern
        for spans in alternations(source):
            for span in spans:
                alone = source[: spans[0][0]] + source[slice(*span)] + source[spans[-1][1] :]
                files = _files_with(one, alone)
                one.used += [(span, spans, files)] if files else []


def _files_with(one, source):
    try:
        pattern = re.compile(source, one.whole.flags)
    except re.error:  # a reference to a group that went with another alternative
        return set()
    return {file for text, files in one.texts.items() if pattern.search(text) for file in files}


def hide(watched, hidden):
    """Cut out what matches in hidden files only."""
    for one in watched:
        cut = [(span, spans) for span, spans, files in one.used if files <= hidden]
        one.now = _without(one.whole, cut) if cut else one.whole


def _without(pattern, cut):
    kept = list(pattern.pattern)
    for spans in {spans[0]: spans for _, spans in cut}.values():
        gone = {span for span, others in cut if others is spans}
        left = [span for span in spans if span not in gone]
        if not left and (spans[0][0], spans[-1][1]) == (0, len(kept)):
            return _NEVER
        for start, end in gone if left else ():
            kept[start:end] = [""] * (end - start)
        for start, end in spans[1:] if left else ():
            if (start, end) in gone or (start, end) == left[0]:
                kept[start - 1] = ""
    return re.compile("".join(kept), pattern.flags)


def measure(watched, parts):
    """Read each part while it is hidden."""
    figures = Figures()
    for part in parts:
        hide(watched, {case["file"] for case in part})
        for case in part:
            add(figures, case)
    hide(watched, set())
    return figures


def say(name, figures):
    print(f"{name}: precision {figures.precision:.3f}, recall {figures.recall:.3f}, ", end="")
    print(f"{figures.right_count} of {figures.files} with the right number of recipients")


def main():
    lines = (BOUNCES / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    watched = watch()
    learn(watched, cases)
    families = defaultdict(list)
    for case in cases:
        families[case["module"]].append(case)
    say("each family hidden", measure(watched, families.values()))
    thirds = [random.Random(seed).sample(cases, len(cases) // 3) for seed in range(DRAWS)]
    say(f"a third hidden, {DRAWS} draws", measure(watched, thirds))


if __name__ == "__main__":
    main()
