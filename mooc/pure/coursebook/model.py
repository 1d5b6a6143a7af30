"""What a course is once its folder has been read: frozen values, safe to share and to cache."""

from dataclasses import dataclass, field
from typing import Literal

from .errors import UnknownText
from .words import Words

WeekKind = Literal["week", "break"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing an organiser has to put right; `line` counts from 1, which is also for the file as a whole."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a question of choice."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A sign-up question of the course; with a `criterion` its answers become a trait for matching.

    `kind` is "choice" (has levels, in order) or "text" (has none). `criterion` is "mix", "alike", "spread",
    "never_alone" or "" (asked, shown to the group, not matched); `weight` is relative to the other criteria.
    """

    id: str
    label: str
    kind: Literal["choice", "text"] = "choice"
    levels: tuple[Level, ...] = ()
    help: str = ""
    required: bool = False
    criterion: str = ""
    weight: float | None = None

    @property
    def trait(self) -> bool:
        """Say whether the answers take part in matching."""
        return bool(self.criterion)


@dataclass(frozen=True, slots=True)
class Resource:
    """A link to something that exists on the open web, and where to go when it has gone.

    `id` is unique in the course; `minutes` is how long it takes, if the author said; `line` is where it stands.
    """

    id: str
    title: str
    url: str
    kind: str
    provider: str = ""
    minutes: int | None = None
    licence: str = ""
    optional: bool = False
    alternates: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """One weekly message: `index` is its place in the course, `number` its name ("Week 5"; None for a break).

    `source` is the Markdown with the front matter blanked, so that line numbers are those of the file; what it
    says is read with `render_week` or `week_pieces`.
    """

    index: int
    number: int | None
    slug: str
    title: str
    kind: WeekKind
    source: str
    subject: str = ""
    preheader: str = ""
    resources: tuple[Resource, ...] = ()
    file: str = ""

    @property
    def is_break(self) -> bool:
        """Say whether nothing new is learned this week."""
        return self.kind == "break"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the course, such as about or FAQ; `title` is its first heading, `markdown` what follows."""

    slug: str
    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Text:
    """A mail of the course besides the weekly ones: welcome, group-introduction, farewell."""

    slug: str
    subject: str
    preheader: str
    source: str


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course: `weeks` in the order they go out, the break included."""

    slug: str
    title: str
    summary: str
    language: str
    weeks: tuple[Week, ...]
    minimum_age: int | None = None
    hours_a_week: int | None = None
    licence: str = ""
    authors: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    pages: tuple[Page, ...] = ()
    texts: tuple[Text, ...] = ()
    words: Words = field(default_factory=Words)

    def text(self, slug: str) -> Text:
        """Return the text of that name; raises UnknownText."""
        for text in self.texts:
            if text.slug == slug:
                return text
        raise UnknownText(slug)

    def page(self, slug: str) -> Page | None:
        """Return the page of that name, if there is one."""
        return next((page for page in self.pages if page.slug == slug), None)

    def week_label(self, week: Week) -> str:
        """Return what the week is called in the course's language: "Week 5", or "Break week"."""
        return self.words.break_week if week.number is None else f"{self.words.week} {week.number}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message, complete in text and complete in HTML; both empty when there is nothing to say."""

    text: str = ""
    html: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A week for one variant in its parts, each with its heading; in the order in which they are read."""

    subject: str
    preheader: str
    first_step: Piece
    note: Piece
    resources: Piece
    tasks: Piece
    group_task: Piece


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as it can be read: `html` is a body fragment of plain elements, `text` says the same."""

    subject: str
    preheader: str
    text: str
    html: str
