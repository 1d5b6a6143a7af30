"""What of a member's mail the others get to read: the new words, without what only its writer may have."""

import re
from base64 import b64decode, b64encode
from functools import cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.html import urlize

from mooc.pure.mailkit import new_words, scrub
from mooc.runs import tokens
from mooc.runs.errors import BadToken

MOST_CHARACTERS = 60_000
# Of a mail with all that it quotes.
MOST_OF_ALL = 150_000
REMOVED = "[personal link removed]"
NO_ADDRESS = "[address removed]"
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w.-]{1,250}\w")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
# Wrapped by one provider's link checker, and again by the next.
_MOST_WRAPPED = 4
_RUN = re.compile(r"[^\s<>\"'()\[\]|]+")
_TOKEN = re.compile(r"(?<!\d)\d{1,18}\.[0-9a-f]{20}(?![0-9a-f])", re.IGNORECASE)
_MOST_ASKED = 200
_SPACES = re.compile(r"^ +| {2,}")
_LINK, _MUTED = "#0f6460", "#645c50"
_OPENING = 140
_BLANK_LINES = re.compile(r"\n{4,}")


def relayable_words(text: str, attachments: int = 0) -> str:
    """Return what a post says: quoted mail cut off, personal links and addresses of ours removed, capped."""
    words = _cleaned(new_words(text), MOST_CHARACTERS, "\n\n[The rest was too long to pass on.]")
    if attachments:
        words = f"{words}\n\n[{_not_forwarded(attachments)}]".strip()
    return words


def typed_words(text: str) -> str:
    """Return what a post says that was typed on the web: all of it is new."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return _cleaned(plain, MOST_CHARACTERS, "\n\n[The rest was too long to pass on.]")


def whole_words(text: str, words: str) -> str:
    """Return all of a mail's text, quotes included, as its readers may see it; empty where `words` are all of it."""
    whole = _cleaned(text, MOST_OF_ALL, "\n\n[The rest was too long to keep.]")
    return "" if whole.split() == words.split() else _without_addresses(whole, words)


def _without_addresses(whole: str, words: str) -> str:
    """Remove addresses that stand in what is quoted alone: a mail program quotes to whom a mail was sent."""
    own = f"@{settings.MOOC_MAIL_DOMAIN.lower()}"
    said = set(_ADDRESS.findall(words))
    return _ADDRESS.sub(
        lambda match: match[0] if match[0] in said or match[0].lower().endswith(own) else NO_ADDRESS, whole
    )


def _cleaned(text: str, longest: int, said_of_the_rest: str) -> str:
    words = without_personal_links(scrub(text[: 2 * longest]))
    words = _BLANK_LINES.sub("\n\n\n", words).strip("\n").rstrip()
    return words if len(words) <= longest else words[:longest].rstrip() + said_of_the_rest


def _not_forwarded(attachments: int) -> str:
    return (
        "1 attachment was not forwarded."
        if attachments == 1
        else f"{attachments} attachments were not forwarded."
    )


def without_personal_links(text: str) -> str:
    """Remove what would let a reader act as the writer: links of ours that carry a token, and signed addresses.

    Wrapped ones count too: link checkers of mail providers put the address, percent-encoded or in base64, into one of
    their own. And so does a token that stands alone, because a mail program broke the line before it.
    """
    small = text.lower()
    names_us = any(form in small for name in (_host(), settings.MOOC_MAIL_DOMAIN) for form in _forms(name))
    if names_us or any(piece in text for piece in _in_base64(_host())):
        text = _RUN.sub(lambda match: REMOVED if _is_personal(match[0]) else match[0], text)
    return _without_tokens(text)


def _without_tokens(text: str) -> str:
    """Remove tokens of ours. To ask takes a tenth of a millisecond, so after some hundred all that look alike are."""
    known: dict[str, str] = {}

    def shown(match: re.Match[str]) -> str:
        found = match[0]
        if found not in known:
            known[found] = REMOVED if len(known) >= _MOST_ASKED or _is_token(found) else found
        return known[found]

    return _TOKEN.sub(shown, text)


def _is_personal(run: str) -> bool:
    plain = _unwrapped(run).lower()
    if _personal_link(_host()).search(plain):
        return True
    if _signed_address(settings.MOOC_MAIL_DOMAIN).search(plain):
        return True
    return any(piece in run for piece in _in_base64(_host())) and _hides_a_personal_link(run)


def _unwrapped(run: str) -> str:
    """Undo percent-encoding as often as link checkers have done it one after the other."""
    for _ in range(_MOST_WRAPPED):
        plain = unquote(run)
        if plain == run:
            break
        run = plain
    return run


def _hides_a_personal_link(run: str) -> bool:
    """Say whether base64 in a link that names us says the address of a page with a token."""
    rooms = _personal_link(_host())
    return any(
        rooms.search(_unwrapped(_decoded(piece)).lower()) for piece in _BASE64.findall(_unwrapped(run))
    )


def _decoded(piece: str) -> str:
    whole = piece.replace("-", "+").replace("_", "/")
    whole = whole[: len(whole) - (len(whole) % 4 == 1)]
    return b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8", "replace")


@cache
def _in_base64(host: str) -> tuple[str, ...]:
    """Return how a host's name looks in base64, wherever among its threes of bytes it begins."""
    before = (b"", b"/", b"//")  # only their number counts: the characters that they touch are cut off
    whole = [b64encode(some + host.encode()).decode().rstrip("=") for some in before]
    return tuple(said[(0, 2, 3)[at] : -1] for at, said in enumerate(whole))


def _is_token(text: str) -> bool:
    """Say whether we signed this; pi to twenty places looks the same."""
    return any(_is_token_for(act, text) for act in _acts())


@cache
def _acts() -> frozenset[str]:
    """Return what tokens are good for: acts of learners, and of persons, whose pages are called like them."""
    return tokens.ACTS | _rooms_with_tokens()


def _is_token_for(act: str, text: str) -> bool:
    try:
        return bool(tokens.read(act, text))
    except BadToken:
        return False


def _host() -> str:
    return (urlsplit(settings.MOOC_URL).hostname or "").lower()


@cache
def _forms(name: str) -> tuple[str, ...]:
    """Return how a domain is written: as it is, and as DNS and mail programs write one of other letters."""
    try:
        ascii_form = name.lower().encode("idna").decode()
        return tuple({name.lower(), ascii_form, ascii_form.encode().decode("idna")})
    except UnicodeError:
        return (name.lower(),)


def _any_form(name: str) -> str:
    return f"(?:{'|'.join(re.escape(form) for form in _forms(name))})"


@cache
def _personal_link(host: str) -> re.Pattern[str]:
    """Match an address of ours whose first part is that of a page with a token; `_` is `/` in Proofpoint's wrapping."""
    rooms = "|".join(re.escape(room) for room in sorted(_rooms_with_tokens()))
    return re.compile(rf"(?<![a-z0-9-]){_any_form(host)}(?::\d+|-3a\d+)?[/_]+(?:{rooms})(?:[/_]|$)")


@cache
def _signed_address(domain: str) -> re.Pattern[str]:
    # From one letter before the tag on, and so far: what begins anywhere and may be of any length costs its square.
    return re.compile(rf"[a-z0-9]\+[^@\s]{{1,100}}@{_any_form(domain)}")


def _rooms_with_tokens() -> set[str]:
    """Ask the pages themselves, so that a page added tomorrow is covered."""
    return {"stop", "my"} | {route.split("/")[0] for route in _routes(get_resolver(), "") if "<" in route}


def _routes(resolver: URLResolver, before: str) -> list[str]:
    """Return all routes that carry a token, such as `confirm/<token>/`."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += _routes(entry, route)
        elif isinstance(entry, URLPattern) and "token" in entry.pattern.converters:
            found.append(route)
    return found


def as_html(words: str) -> str:
    """Return plain words as safe HTML: paragraphs, lines and indents kept (it may be a program), links, quotes dimmed.

    Styles stand in the tags, because a mail's style sheet was written into its frame before the words come in.
    """
    linked = urlize(words, nofollow=True, autoescape=True).replace(
        "<a href", f'<a style="color:{_LINK}" href'
    )
    return "".join(
        f'<p style="margin:0 0 14px">{_lines(paragraph)}</p>'
        for paragraph in re.split(r"\n{2,}", linked)
        if paragraph.strip()
    )


def opening(words: str) -> str:
    """Return how a post begins, on one line: what a mail program shows beside the subject."""
    line = " ".join(words[: 2 * _OPENING].split())
    return line if len(line) <= _OPENING else line[:_OPENING].rsplit(" ", 1)[0] + " …"


def _lines(paragraph: str) -> str:
    return "<br>".join(_line(line) for line in paragraph.expandtabs(4).split("\n"))


def _line(line: str) -> str:
    kept = _SPACES.sub(lambda match: "\N{NO-BREAK SPACE}" * len(match[0]), line)
    quoted = line.startswith("&gt;")
    return f'<span class="meta" style="color:{_MUTED}">{kept}</span>' if quoted else kept
