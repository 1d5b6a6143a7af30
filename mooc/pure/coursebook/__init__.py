"""Courses as folders: read, checked with file and line, rendered for each kind of reader as text and HTML.

    check_folder(path) -> Folder, [Problem]; parse(folder.files) -> Course | BrokenCourse
    week_pieces / render_week / render_text / render_page -> text and HTML with the caller's marks for variables

Pure: no clock, no network, no database; only `read_folder` touches the disk. The format is told in docs/courses.md.
"""

from .errors import BrokenCourse, CoursebookError, MissingValue, UnknownText, UnknownVariant
from .folder import Folder, NotAFolder, read_folder
from .model import Course, Level, Page, Piece, Pieces, Problem, Question, Rendered, Resource, Text, Week
from .reading import TEXTS, check, check_folder, parse, read
from .rendering import render_page, render_text, render_week, week_pieces
from .sections import VARIANTS
from .variables import EXAMPLE_VALUES, VARIABLES, Variable
from .words import KINDS, Words

__all__ = [
    "EXAMPLE_VALUES",
    "KINDS",
    "TEXTS",
    "VARIABLES",
    "VARIANTS",
    "BrokenCourse",
    "Course",
    "CoursebookError",
    "Folder",
    "Level",
    "MissingValue",
    "NotAFolder",
    "Page",
    "Piece",
    "Pieces",
    "Problem",
    "Question",
    "Rendered",
    "Resource",
    "Text",
    "UnknownText",
    "UnknownVariant",
    "Variable",
    "Week",
    "Words",
    "check",
    "check_folder",
    "parse",
    "read",
    "read_folder",
    "render_page",
    "render_text",
    "render_week",
    "week_pieces",
]
