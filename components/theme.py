"""Colours and marks by what they mean. Each colour stands on the light and on the dark background at 3 : 1 or more.

A colour never speaks alone: beside it stands a mark, a word or a position.
"""

# The background of dark pages on their primary colour: 8.5 : 1, where white has 2.1 : 1.
DARK_ON_LIGHT_BUTTONS = '[data-testid^="stBase"][data-testid*="-primary"]:not(:disabled) { color: #0f1729; }'
STATUS_COLOURS = {
    "overdue": "#d4502a",
    "revision requested": "#a85ab0",
    "due soon": "#b97f10",
    "in preparation": "#6f7fa0",
    "planned": "#8792a8",
    "submitted": "#2f80d0",
    "accepted": "#1b8a5a",
    "achieved": "#1b8a5a",
    "running": "#2f80d0",
    "finished": "#1b8a5a",
    "stopped": "#d4502a",
    "merged": "#8792a8",
    "removed": "#8792a8",
    "not known": "#8792a8",
    "met": "#1b8a5a",
    "not met": "#d4502a",
    "to confirm": "#b97f10",
}
STATUS_MARKS = {
    "overdue": "●",
    "revision requested": "↺",
    "due soon": "◔",
    "in preparation": "✎",
    "planned": "○",
    "submitted": "↑",
    "accepted": "✓",
    "achieved": "✓",
    "running": "▶",
    "finished": "✓",
    "stopped": "■",
    "ongoing": "▶",
    "postponed": "◔",
    "delivered": "✓",
    "cancelled": "✕",
    "materialised": "●",
    "not materialised": "○",
    "no state of play": "?",
    "merged": "⇢",
    "removed": "✕",
    "not known": "?",
    "met": "✓",
    "not met": "✕",
    "to confirm": "▲",
}
KIND_COLOURS = {
    "HEI": "#2f74c0",
    "CSO": "#c8641a",
    "CSO in contact": "#c8641a",
    "pilot": "#b97f10",
    "ENTERPRISE": "#a05c98",
    "SME": "#a05c98",
    "VET": "#1b8a5a",
    "RESEARCH": "#1b8a5a",
    "PUBLIC": "#6b8f1a",
    "SCHOOL": "#6b8f1a",
    "OTHER": "#6f7fa0",
}
CLOCK_COLOURS = {"baseline": "#8792a8", "current": "#2f74c0", "actual": "#1b8a5a"}
# For parts that follow one another (audiences, kinds): neighbours stay apart for colour-blind readers.
SERIES = ("#2f74c0", "#c8641a", "#1b8a5a", "#a05c98", "#b97f10", "#6f7fa0", "#6b8f1a")
# Letters and hatching on a coloured surface: the first on dark colours, the second on light ones.
LETTERING = "#ffffff"
INK = "#0f172a"
# Letters beside a chart's marks, at 4.5 : 1 or more on the page behind them, by "is dark".
CHART_INK = {False: "#475569", True: "#b6c2d9"}
EMPHASIS = "#d4502a"
# On paper: letters that warn, and lines between rows.
NOTICE = "#8a4b08"
RULE = "#cbd5e1"
QUIET = "#8792a8"
# Regions on a map: what has nothing, what nobody knows (crosses stand on it), what is not looked at, and how much.
REGION_FILLS = {
    "out of scope": "rgba(135, 146, 168, 0.10)",
    "zero": "rgba(0, 0, 0, 0)",
    "no data": "rgba(135, 146, 168, 0.30)",
}
CLASS_FILLS = (
    "rgba(47, 116, 192, 0.20)",
    "rgba(47, 116, 192, 0.40)",
    "rgba(47, 116, 192, 0.60)",
    "rgba(47, 116, 192, 0.80)",
    "rgba(47, 116, 192, 1)",
)
# Amount on a surface: from barely there to full, over either background.
AMOUNT_SCALE = ((0.0, "rgba(47, 116, 192, 0.08)"), (1.0, "rgba(47, 116, 192, 1)"))


def marked_status(status: str, name: str) -> str:
    """Return the name of a status with its mark before it."""
    return f"{STATUS_MARKS.get(status, '')} {name}".strip()
