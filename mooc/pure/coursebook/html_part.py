"""Markdown tokens as the few plain elements that mail readers and our pages both style."""

from collections.abc import Sequence
from functools import cache
from html import escape
from urllib.parse import urlsplit

import nh3
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .addresses import scheme_of
from .grammar import markdown
from .resources import links, meta_words, resource_of, with_meta
from .variables import show
from .words import Words

SCHEMES = {"http", "https", "mailto"}
_TAGS = {
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "ol",
    "li",
    "a",
    "code",
    "pre",
    "blockquote",
    "strong",
    "em",
    "hr",
    "br",
}
_PAGE_TAGS = _TAGS | {"img", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_CLASSES = {"li": {"resource"}, "p": {"resource"}, "em": {"meta"}}


def to_html(tokens: Sequence[Token], words: Words, *, page: bool = False, files_url: str = "") -> str:
    """Return clean HTML of block tokens; on pages images and tables stay, in mail an image is a link to it."""
    env = {"words": words, "page": page, "files_url": files_url}
    rendered = _renderer().render(_marked(with_meta(tokens)), markdown().options, env)
    return clean(rendered, page=page)


def clean(html: str, *, page: bool = False) -> str:
    """Keep only what may be in a mail or on a page; no relative address, no script, no style."""
    return nh3.clean(
        html,
        tags=_PAGE_TAGS if page else _TAGS,
        attributes=_ATTRIBUTES | ({"img": {"src", "alt"}} if page else {}),
        allowed_classes=_CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()


def _marked(tokens: Sequence[Token]) -> list[Token]:
    """Mark what holds a resource, and keep headings to three sizes."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close") and token.tag > "h3":
            token = token.copy(tag="h3")
        holds = token.type in ("paragraph_open", "list_item_open") and _holds_resource(tokens, index)
        out.append(token.copy(attrs={**token.attrs, "class": "resource"}) if holds else token)
    return out


def _holds_resource(tokens: Sequence[Token], index: int) -> bool:
    step = 2 if tokens[index].type == "list_item_open" else 1
    if tokens[index].type == "paragraph_open" and index and tokens[index - 1].type == "list_item_open":
        return False
    inline = tokens[index + step] if index + step < len(tokens) else None
    return bool(inline and inline.type == "inline" and any(resource_of(link) for link, _ in links(inline)))


class _Renderer(RendererHTML):
    """The standard renderer with our own marks for resources, images and code; each method is one kind of token."""

    def resource_meta(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        resource, words = tokens[index].meta["resource"], env["words"]
        small = " · ".join(escape(part) for part in meta_words(resource, words))
        others = "".join(
            f' · <a href="{escape(address)}">{escape(words.or_here)}: {escape(host(address))}</a>'
            for address in resource.alternates
        )
        return f' <em class="meta">{small}{others}</em>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        source, alt = str(tokens[idx].attrs.get("src", "")), escape(tokens[idx].content)
        if not scheme_of(source):
            source = env["files_url"] + source if env["files_url"] else ""
        if env["page"] and source:
            return f'<img src="{escape(source)}" alt="{alt}">'
        return f'<a href="{escape(source)}">{alt}</a>' if source else f"<em>{alt}</em>"

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<code>{escape(show(tokens[idx].content), quote=False)}</code>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<pre><code>{escape(show(tokens[idx].content), quote=False)}</code></pre>\n"

    code_block = fence


@cache
def _renderer() -> _Renderer:
    return _Renderer(markdown())


def host(address: str) -> str:
    """Return the part of an address that a reader recognises."""
    return urlsplit(address).netloc.removeprefix("www.") or address
