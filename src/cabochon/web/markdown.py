"""Markdown to HTML: the one place. Nothing in it is trusted: no raw HTML, no images, links of this site or by https."""

from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

BOX = "[ ] "  # at the start of a list item: a box to tick on paper


def render(text: str) -> Markup:
    """The HTML of a text. Headings keep their level: a page has its own h1, so documents begin at ##."""
    return Markup(_markdown().render(text))  # noqa: S704 markdown-it escapes what is not its own


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    one = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    one.validateLink = _ours  # type: ignore[method-assign, assignment]
    one.core.ruler.push("boxes", _boxes)
    one.core.ruler.push("columns", _columns)
    one.add_render_rule("table_open", _table_open)
    one.add_render_rule("table_close", _table_close)
    return one


def _ours(address: str) -> bool:
    site = address.startswith(("/", "#")) and not address.startswith(("//", "/\\"))
    return site or address.startswith("https://")


def _boxes(state: StateCore) -> None:
    for before, token in zip(state.tokens[1:], state.tokens[2:], strict=False):
        children = token.children or []
        if before.type == "paragraph_open" and children and children[0].content.startswith(BOX):
            children[0].content = children[0].content.removeprefix(BOX)
            box = Token("html_inline", "", 0, content='<span class="box" aria-hidden="true"></span>')
            token.children = [box, *children]


def _columns(state: StateCore) -> None:
    """Columns without a style attribute, which our pages forbid: what is set to the right is of class n, as elsewhere.

    Each cell also carries its column's name, for phones, where a row is shown as a stack.
    """
    heads: list[str] = []
    at = 0
    for token, inside in zip(state.tokens, [*state.tokens[1:], None], strict=True):
        style = token.attrs.pop("style", "")
        if "right" in str(style):
            token.attrSet("class", "n")
        if token.type == "table_open":
            heads = []
        elif token.type == "tr_open":
            at = 0
        elif token.type == "th_open":
            token.attrSet("scope", "col")
            heads.append(inside.content if inside else "")
        elif token.type == "td_open":
            token.attrSet("data-column", heads[at])
            at += 1


def _table_open(self: RendererHTML, tokens: Any, at: int, options: Any, env: Any) -> str:
    return '<div class="table-scroll" tabindex="0">' + self.renderToken(tokens, at, options, env)


def _table_close(self: RendererHTML, tokens: Any, at: int, options: Any, env: Any) -> str:
    return self.renderToken(tokens, at, options, env) + "</div>\n"
