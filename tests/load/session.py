"""One reader of the dashboard without a browser: Streamlit's own messages over a WebSocket."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

# A browser keeps long messages for so many runs and is sent only their names meanwhile.
KEPT_RUNS = 2
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Widget:
    """A widget as the page drew it: its kind ("selectbox"), its message, and the part of the page it stands in."""

    kind: str
    drawn: Any
    fragment: str


@dataclass
class View:
    """What one act of a reader brought: how long it took, what was said, and what went wrong."""

    seconds: float = 0.0
    bytes_received: int = 0
    heading: str = ""
    toasts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Session:
    """One reader's connection: opens pages, sets widgets, waits until the page is at rest."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._query: dict[str, list[str]] = {}
        self._page_of: dict[str, str] = {}
        self._hash = ""
        self._run = 0
        # Hash of a long message -> the message, and the run that used it last.
        self._kept: dict[str, tuple[ForwardMsg, int]] = {}
        self.widgets: dict[str, Widget] = {}

    async def open(self, page: str, query: Mapping[str, str] | None = None) -> View:
        """Come by a link to the page at `page` (its last part, "" for the first), with `query` in its address."""
        self._query = {name: [value] for name, value in (query or {}).items()}
        asked = BackMsg()
        asked.rerun_script.page_name = page
        return await self._rerun(asked)

    async def move(self, page: str) -> View:
        """Choose the page at `page` in the menu; what its address says besides stays as it is."""
        if self._page_of:
            self._hash = self._page_of[page]
        return await self._rerun(BackMsg())

    async def set(self, *states: WidgetState, fragment: str = "") -> View:
        """Set widgets of the page that is open, as a reader who uses them; a browser writes some into the address."""
        for state in states:
            name = getattr(self.widgets[state.id].drawn, "query_param_key", "")
            chosen = [state.string_value] if state.string_value else list(state.string_array_value.data)
            if name and chosen:
                self._query[name] = chosen
            elif name:
                self._query.pop(name, None)
        asked = BackMsg()
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.widget_states.widgets.extend(states)
        return await self._rerun(asked)

    def find(self, kind: str, label: str) -> Widget:
        """Return the widget of a kind with a label; raise LookupError when the page has none."""
        for widget in self.widgets.values():
            if widget.kind == kind and widget.drawn.label == label:
                return widget
        raise LookupError(f"the page has no {kind} “{label}”")

    def of_kind(self, kind: str) -> Iterator[Widget]:
        """Return the widgets of a kind that stand on the page."""
        return (widget for widget in self.widgets.values() if widget.kind == kind)

    async def _rerun(self, asked: BackMsg) -> View:
        state = asked.rerun_script
        state.query_string = urlencode(self._query, doseq=True)
        state.page_script_hash = self._hash
        state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-GB"
        state.context_info.color_scheme = "light"
        view = View()
        begun = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not await self._received(view, asked.rerun_script.fragment_id):
                pass
        view.seconds = time.perf_counter() - begun
        return view

    async def _received(self, view: View, fragment: str) -> bool:
        """Take one message in and return whether the page is at rest."""
        answer = await self._socket.recv()
        view.bytes_received += len(answer)
        message = ForwardMsg.FromString(answer if isinstance(answer, bytes) else answer.encode())
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._hash = message.new_session.page_script_hash
            self._run += 1
            if not fragment:
                self.widgets.clear()
        elif kind == "navigation":
            self._page_of = {
                "" if page.is_default else page.url_pathname: page.page_script_hash
                for page in message.navigation.app_pages
            }
            self._hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = parse_qs(message.page_info_changed.query_string, keep_blank_values=True)
        elif kind == "page_not_found":
            view.errors.append(f"no page “{message.page_not_found.page_name}”")
        elif kind == "ref_hash":
            kept, _ = self._kept[message.ref_hash]
            self._kept[message.ref_hash] = (kept, self._run)
            self._draw(kept, view)
        elif kind == "delta":
            if message.metadata.cacheable:
                self._kept[message.hash] = (message, self._run)
            self._draw(message, view)
        elif kind == "script_finished":
            return self._rested(message.script_finished, view)
        return False

    def _rested(self, how: int, view: View) -> bool:
        if how == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        self._kept = {name: kept for name, kept in self._kept.items() if self._run - kept[1] < KEPT_RUNS}
        if how == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            view.errors.append("the page could not be compiled")
        return True

    def _draw(self, message: ForwardMsg, view: View) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if not kind:
            return
        if kind == "exception" and not element.exception.is_warning:
            view.errors.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            view.errors.append(element.alert.body)
        elif kind == "toast":
            view.toasts.append(element.toast.body)
        elif kind == "heading" and element.heading.tag == "h1":
            view.heading = element.heading.body
        drawn: Any = getattr(element, kind)
        if getattr(drawn, "id", ""):
            self.widgets[drawn.id] = Widget(kind, drawn, message.delta.fragment_id)


@asynccontextmanager
async def session(address: str) -> AsyncIterator[Session]:
    """Give a session at the dashboard of `address` (http://...); it ends with the block."""
    async with connect(
        f"ws{address.removeprefix('http')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        max_queue=None,
    ) as socket:
        yield Session(socket)
