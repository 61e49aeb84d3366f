"""The dashboard's server: warm before the first reader, and closed to every other host.

`streamlit run app.py` serves it; what a reader sees is made in router.py.
"""

import json
import logging
import re
import socket
import sys
import threading
from asyncio import base_events
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any
from urllib.parse import quote, unquote

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from components import boundary
from components.sign_in import person_told
from data import access, build, settings, store
from data.backup import answer_requests
from data.health import Checks, health
from data.logs import write_json_lines
from data.problems import Problem
from data.regions.outlines import outlines

# What a page may load, and from where: this server and nothing else.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# What is asked for beside the pages and shows what the store holds.
FOR_THOSE_SIGNED_IN = ("/media/", "/outlines/")
# A page is one word: a link that begins with two slashes would lead to another host.
PAGE = re.compile(r"/[a-z_]*")
CALLBACK = "/oauth2callback"
# The cookie that holds the link somebody opened before they signed in.
WANTED = "wanted_page"
LONGEST_LINK = 2000
CHECKS = Checks()
GEOJSON = "application/geo+json"
KEPT_SECONDS = 365 * 24 * 3600
# Also what two readers must not bring in at once: Plotly takes a pandas that is only half there for a whole one.
SLOW_TO_IMPORT = (
    "components.page",
    "components.charts.points_map",
    "pandas",
    "polars",
    "plotly.graph_objects",
    "pydeck",
)

# Without this a process whose first request is a link to a page runs that file by itself: no frame, no filters.
PagesManager.uses_pages_directory = False


def answer_at_once(connection: socket.socket) -> None:
    """Let what is sent on a connection leave at once.

    A page is many small messages. The system would hold the second back until the first is acknowledged, which takes
    the other side 40 ms. asyncio turns that off only where a socket names its protocol, and the server's does not.
    """
    if connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


base_events._set_nodelay = answer_at_once  # type: ignore[attr-defined]


class SameOriginOnly:
    """Tell the browser, with every answer, to load nothing from another host."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        await self.app(scope, receive, send_with_policy)


class SignedInOnly:
    """Answer requests for files of the pages only to those who are signed in, where people sign in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        path = scope.get("path", "").removeprefix(BASE_PATH)
        # The only picture among them is the icon in the tab of the browser.
        is_limited = scope["type"] == "http" and path.startswith(FOR_THOSE_SIGNED_IN) and not path.endswith(".png")
        if is_limited and settings.access() == "sign-in" and signed_in_by(Request(scope).cookies) is None:
            await PlainTextResponse("Sign in first.", 401)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class BackToTheLink:
    """Bring who signed in back to the page whose link they opened; Streamlit itself goes to the first page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; note where who is not signed in wants to go, and send them there after signing in."""
        if scope["type"] != "http" or scope["method"] != "GET" or settings.access() != "sign-in":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        path = request.url.path.removeprefix(BASE_PATH)
        wanted = unquote(request.cookies.get(WANTED, ""))

        async def send_with_the_way_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                cookies = Response()
                if path == CALLBACK and wanted_page(wanted) and headers.get("Location", "").rstrip("/") == BASE_PATH:
                    headers["Location"] = BASE_PATH + wanted
                    cookies.delete_cookie(WANTED, path=BASE_PATH or "/")
                elif headers.get("Content-Type", "").startswith("text/html"):
                    asked = path + (f"?{request.url.query}" if request.url.query else "")
                    if wanted_page(asked) and signed_in_by(request.cookies) is None:
                        cookies.set_cookie(
                            WANTED, quote(asked), 600, path=BASE_PATH or "/", httponly=True, samesite="lax"
                        )
                for cookie in cookies.headers.getlist("Set-Cookie"):
                    headers.append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_with_the_way_back)


def wanted_page(address: str) -> bool:
    """Return whether an address is one of a page of this dashboard, and of no other host."""
    path, _, query = address.partition("?")
    return bool(PAGE.fullmatch(path)) and len(address) <= LONGEST_LINK and query.isprintable()


def signed_in_by(cookies: Mapping[str, str]) -> access.Person | None:
    """Return whom the cookie of a request names, None when there is none or it was not signed here."""
    told = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
    return person_told(json.loads(told)) if told else None


def refuse_an_open_editor() -> None:
    """End the program when everybody who reaches this machine could change everything, and nobody chose that."""
    address = st.get_option("server.address")
    if settings.access() == "local" and address not in LOOPBACK:
        sys.exit(
            f"The dashboard would listen on {address or 'every network interface'}, and with ACCESS=local whoever "
            "reaches it may change everything. Set ACCESS to sign-in or public; or, in a network where everybody may "
            "change everything, to local-network."
        )


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open and build the store and load what pages need before the first reader comes; close the store at the end."""
    for module in SLOW_TO_IMPORT:
        import_module(module)
    leaving = threading.Event()
    try:
        ready = build.ready_store()
        in_the_background = [(CHECKS.run_for_ever, (ready, leaving))]
        if ready.is_file:
            in_the_background.append((answer_requests, (ready, leaving)))
        for work, given in in_the_background:
            threading.Thread(target=carried_out, args=(work, *given), daemon=True).start()
    except Problem as problem:
        logging.getLogger("dashboard").error("%s", problem)  # readers are told the same on every page
    yield {}
    leaving.set()
    store.leave()


def carried_out(work: Callable[..., None], *given: object) -> None:
    """Do the dashboard's own work, which is nobody's who signed in."""
    with access.acting_as(access.EVERYTHING):
        work(*given)


def answer_health(_: Request) -> Response:
    """Answer how the dashboard is, for a program that watches it."""
    code, said = health(CHECKS)
    return JSONResponse(said, code, headers={"Cache-Control": "no-store"})


def answer_outlines(request: Request) -> Response:
    """Answer the outlines of a level of a region scheme, `?countries=FI,SE` only those of these; 404 if there are none.

    A browser keeps them for good when it asked for exactly these (`of`, see outlines_address), else it asks again.
    """
    countries = [country for country in request.query_params.get("countries", "").split(",") if country]
    try:
        # Outlines are the same for everybody.
        with access.acting_as(access.VISITOR):
            found = outlines(request.path_params["scheme"], request.path_params["level"], countries)
    except Problem as problem:
        return PlainTextResponse(str(problem), 404)
    is_asked_for = request.query_params.get("of") == found.fingerprint
    headers = {
        "ETag": f'"{found.fingerprint}"',
        "Cache-Control": f"private, max-age={KEPT_SECONDS}, immutable" if is_asked_for else "private, no-cache",
        "Vary": "Accept-Encoding",
    }
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(found.compressed, headers=headers | {"Content-Encoding": "gzip"}, media_type=GEOJSON)
    return Response(found.text, headers=headers, media_type=GEOJSON)


# Streamlit puts the base path before its own routes only.
BASE_PATH = f"/{(st.get_option('server.baseUrlPath') or '').strip('/')}".rstrip("/")

write_json_lines()
refuse_an_open_editor()
app = st.App(
    "router.py",
    lifespan=warm,
    routes=[
        Route(f"{BASE_PATH}/outlines/{{scheme}}/{{level:int}}.geojson", answer_outlines),
        Route(f"{BASE_PATH}/health", answer_health),
    ],
    middleware=[Middleware(SameOriginOnly), Middleware(SignedInOnly), Middleware(BackToTheLink)],
    on_script_error=boundary.answer,
)
