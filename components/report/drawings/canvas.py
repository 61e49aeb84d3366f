"""A sheet to draw on, which becomes SVG: texts escaped, numbers short, the same bytes from the same rows."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from components.report.document import clean
from components.theme import INK, QUIET
from components.words import day

WIDTH = 680
# The first is the font of the PDF; a browser takes what it has.
FONT = "Libertinus Serif, Arial, Helvetica, Liberation Sans, sans-serif"
LETTER = 0.55  # about the width of a letter, in heights of it
DAYS_A_YEAR = 365.25


class Canvas:
    """An SVG drawing under way. Lengths are pixels, from the upper left corner."""

    def __init__(self, height: int, width: int = WIDTH) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def draw(self, shape: str, **attributes: float | str) -> None:
        """Add a shape; `stroke_width` and its like are written with a hyphen."""
        self._parts.append(f"<{shape}{_attributes(attributes)}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes: float | str) -> None:
        """Add a straight line."""
        self.draw("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)

    def path(self, points: Iterable[tuple[float, float]], **attributes: float | str) -> None:
        """Add a line through points."""
        self.draw("path", d="M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in points), fill="none", **attributes)

    def write(self, x: float, y: float, text: str, *, size: float = 11, **attributes: float | str) -> None:
        """Add text whose baseline begins at the point."""
        given: dict[str, float | str] = {"x": x, "y": y, "font_size": size, "fill": INK}
        self._parts.append(f"<text{_attributes(given | attributes)}>{escape(clean(text))}</text>")

    def open(self, group: str, **attributes: float | str) -> None:
        """Begin a group; what follows belongs to it until it is closed."""
        self._parts.append(f"<{group}{_attributes(attributes)}>")

    def close(self, group: str) -> None:
        """End the group."""
        self._parts.append(f"</{group}>")

    @property
    def svg(self) -> str:
        """The drawing as SVG."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'font-family="{FONT}">{"".join(self._parts)}</svg>'
        )


def short(text: str, width: float, size: float = 11) -> str:
    """Return text cut to about `width` pixels."""
    most = max(1, int(width / (size * LETTER)))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class TimeAxis:
    """Days from left to right between two edges."""

    def __init__(self, days: Sequence[date], left: float, right: float) -> None:
        first, last = min(days), max(days)
        margin = max((last - first).days // 50, 5)
        self.first, self.last = first - timedelta(days=margin), last + timedelta(days=margin)
        self.left, self.right = left, right

    def at(self, when: date) -> float:
        """Return where a day stands."""
        return self.left + (when - self.first).days / (self.last - self.first).days * (self.right - self.left)

    def draw(self, canvas: Canvas, top: float, bottom: float) -> None:
        """Draw a line and a label at the beginning of years, or of quarters and months where they are few."""
        for when, label in self._ticks():
            x = self.at(when)
            canvas.line(x, top, x, bottom, stroke=QUIET, stroke_width=0.5, stroke_opacity=0.5)
            canvas.write(x, bottom + 14, label, size=10, text_anchor="middle")

    def mark(self, canvas: Canvas, when: date, top: float, bottom: float, colour: str) -> None:
        """Draw the day the report is as of, with its date above; nothing where it lies beside the axis."""
        if not self.first <= when <= self.last:
            return
        x = self.at(when)
        anchor = "end" if x > (self.left + self.right) / 2 else "start"
        canvas.line(x, top, x, bottom, stroke=colour, stroke_width=1.25)
        canvas.write(x + (-4 if anchor == "end" else 4), top + 9, day(when), size=10, fill=colour, text_anchor=anchor)

    def _ticks(self) -> list[tuple[date, str]]:
        years = (self.last - self.first).days / DAYS_A_YEAR
        months = 1 if years < 0.8 else 3 if years < 2 else 6 if years < 4.5 else 12 * max(1, round(years / 8))
        starts = (
            date(self.first.year + number // 12, number % 12 + 1, 1)
            for number in range(0, (self.last.year - self.first.year + 1) * 12, months)
        )
        return [
            (when, day(when, "year" if when.month == 1 and months >= 12 else "month"))
            for when in starts
            if self.first <= when <= self.last
        ]


def _attributes(given: dict[str, float | str]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{escape(value) if isinstance(value, str) else _short(value)}"'
        for name, value in given.items()
    )


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0") if value != int(value) else str(int(value))
