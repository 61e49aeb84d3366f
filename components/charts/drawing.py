"""Charts of HTML and CSS, for what needs no script: they stand at once, fit any width and follow the page's colours."""

from collections.abc import Mapping
from html import escape


class Drawing(str):
    """A chart as HTML. Positions are shares of its width; texts in it are escaped."""

    __slots__ = ()


Styles = Mapping[str, str | float]


def styled(styles: Styles, content: str = "", *, said: str | None = None, tag: str = "div") -> str:
    """Return one element with its styles around `content`, which is HTML; `said` is shown to who points at it."""
    style = ";".join(f"{name}:{value}" for name, value in styles.items())
    title = f' title="{escape(said)}"' if said else ""
    return f'<{tag} style="{style}"{title}>{content}</{tag}>'


def share_of_width(share: float) -> str:
    """Return a share of the width as CSS says it."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"
