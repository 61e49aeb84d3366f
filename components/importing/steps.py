"""What a user has in hand on the page of imports: the files, what was decided of them, and the step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import streamlit as st

from components.words import marked, tr
from data.imports.account import Account
from data.imports.sheet import Sheet
from data.imports.told import Cell, Question

STATE = "import_work"
STEPS = ("files", "columns", "preview", "account")
STEP = {
    "files": marked("Files"),
    "columns": marked("What they are"),
    "preview": marked("What would be done"),
    "account": marked("Account"),
}


class Done(Protocol):
    """What an import did, or would do."""

    @property
    def account(self) -> Account: ...
    @property
    def run_id(self) -> str | None: ...
    @property
    def cells(self) -> Sequence[Cell]: ...
    @property
    def conflicts(self) -> Sequence[Cell]: ...
    @property
    def questions(self) -> Sequence[Question]: ...
    @property
    def earlier(self) -> str | None: ...


@dataclass
class Work:
    """The files in hand, the kind and columns of each sheet, what was decided, and what that would do or did.

    `kind_of` and `columns_of` go by the number of the sheet; `turn` numbers what was begun, so that its fields are new.
    """

    turn: int = 0
    step: str = "files"
    sheets: list[Sheet] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    # File -> what it says of itself, where it is a workbook of ours.
    ours: dict[str, Any] = field(default_factory=dict)
    kind_of: dict[int, str | None] = field(default_factory=dict)
    columns_of: dict[int, dict[str, str]] = field(default_factory=dict)
    empties_erase: bool = False
    otherwise: str = "ask"
    answers: dict[str, str | None] = field(default_factory=dict)
    tried: Done | None = None
    tried_for: object = None
    done: Done | None = None

    def key(self, name: str) -> str:
        """Return the key of a field of the page."""
        return f"import_{name}_{self.turn}"

    def chosen(self) -> list[tuple[Sheet, str | None, Mapping[str, str], Any]]:
        """Return every sheet with its kind and columns, and what its file says of itself."""
        return [
            (sheet, self.kind_of.get(place), self.columns_of.get(place, {}), self.ours.get(sheet.file))
            for place, sheet in enumerate(self.sheets)
        ]

    def decided(self, consortium_id: str) -> dict[str, Any]:
        """Return what was decided of the import as a whole."""
        return {
            "consortium_id": consortium_id,
            "empties_erase": self.empties_erase,
            "otherwise": self.otherwise,
            "answers": self.answers,
        }


def in_hand() -> Work:
    """Return what the user has in hand, empty at first."""
    held: Work | None = st.session_state.get(STATE)
    if held is None:
        held = st.session_state[STATE] = Work()
    return held


def begin_anew(held: Work) -> None:
    """Let the next import begin: nothing is in hand."""
    st.session_state[STATE] = Work(held.turn + 1)


def go(held: Work, step: str) -> None:
    """Go to a step."""
    held.step = step


def steps(held: Work) -> None:
    """Draw where the user is."""
    place = STEPS.index(held.step)
    names = [tr(STEP[step]) for step in STEPS]
    shown = " → ".join(f"**{name}**" if number == place else name for number, name in enumerate(names))
    st.markdown(tr("Step {n} of {total}: {steps}", n=place + 1, total=len(STEPS), steps=shown))


def back(held: Work, step: str) -> None:
    """Draw the button that goes back to a step; what was decided is kept."""
    st.button(tr("Back"), key=held.key(f"back_{step}"), icon=":material/arrow_back:", on_click=go, args=(held, step))
