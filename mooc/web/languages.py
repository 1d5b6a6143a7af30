"""Languages by the names that their speakers give them."""

import unicodedata
from functools import cache

from django.conf.locale import LANG_INFO

from mooc.people.names import checked_language


@cache
def language_names() -> dict[str, str]:
    """Return {tag: own name} of the languages a form offers, in the order of those names."""
    named = {code: entry["name_local"] for code, entry in LANG_INFO.items() if "name_local" in entry}
    ordered = sorted(named.items(), key=lambda pair: _alphabetical(pair[1]))
    return {checked_language(code): name[:1].upper() + name[1:] for code, name in ordered}


def language_name(tag: str) -> str:
    """Return a language's own name; the tag itself where we know none."""
    return language_names().get(tag) or language_names().get(tag.split("-")[0]) or tag


def _alphabetical(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).casefold()
