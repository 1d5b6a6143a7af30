"""The forms in which mail systems tell that a mail came back, and what servers answer: material of several tests."""

from .answers import ANSWERS
from .languages import LANGUAGES
from .more_languages import MORE_LANGUAGES
from .more_offices import MORE_OFFICES
from .more_own_words import MORE_OWN_WORDS
from .more_unix import MORE_UNIX
from .offices import OFFICES
from .own_words import OWN_WORDS
from .providers import PROVIDERS
from .shape import Shape
from .unix import UNIX

REMOTE = UNIX + OFFICES + LANGUAGES
MORE_REMOTE = MORE_UNIX + PROVIDERS + MORE_OFFICES + MORE_LANGUAGES

__all__ = ["ANSWERS", "MORE_OWN_WORDS", "MORE_REMOTE", "OWN_WORDS", "REMOTE", "Shape"]
