"""Signing in at a real OpenID provider: nothing before, what was granted after, nothing again at the end."""

import re
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from data import store as stores
from data.changes.access import grant
from data.changes.grants import NewGrant
from data.store import Store
from tests.browser.conftest import wait_idle
from tests.browser.identity_provider import CLIENT, Provider, provide
from tests.browser.server import serve
from tests.copies import shipped_file

DEEP_LINK = "/deliverables?consortium=DEMO&as_of=2026-03-31"
SECRETS = """
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "secret of a test, long enough to sign"
client_id = "{client_id}"
client_secret = "{client_secret}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provide() as provider:
        yield provider


@pytest.fixture(scope="module")
def server(provider, tmp_path_factory) -> Iterator[str]:
    """Serve the dashboard to those who signed in: a reader, a partner, a coordinator and an administrator."""
    folder = tmp_path_factory.mktemp("server")
    store = Store(str(shutil.copy(shipped_file(), folder / "consortium.duckdb")))
    stores.use(store)
    partner = store.fetch("select min(organisation_id) as id from participation where consortium_id = 'demo'").item()
    for person, role, scope in (
        ("reader@a.example", "reader", {"consortium_id": "enhance"}),
        ("partner@a.example", "partner", {"organisation_id": partner, "consortium_id": "demo"}),
        ("coordinator@a.example", "coordinator", {"consortium_id": "demo"}),
        ("admin@a.example", "administrator", {}),
    ):
        grant(NewGrant(person, role, **scope), who="test", today=date(2026, 1, 1))
    stores.leave()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS.format(port=port, issuer=provider.issuer, **CLIENT))
    options = ["--server.port", str(port), "--secrets.files", str(secrets)]
    with serve(folder, options=options, settings={"ACCESS": "sign-in"}) as address:
        yield address


@pytest.fixture(autouse=True)
def honest(provider) -> None:
    provider.claims = {}


def sign_in(page: Page, person: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Who are you?").fill(person)
    page.get_by_label("Who are you?").press("Enter")
    page.wait_for_url(re.compile("^http://localhost:"))
    wait_idle(page)


def test_a_link_to_a_page_shows_how_to_sign_in_and_nothing_else(visit):
    page = visit(DEEP_LINK)
    main = page.get_by_test_id("stMain").inner_text()
    assert "Sign in to see what is yours to see." in main
    assert page.get_by_test_id("stSidebarNav").count() == 0
    assert page.get_by_role("dialog").count() == 0
    assert "DEMO" not in page.locator("body").inner_text()


def test_a_reader_sees_what_was_granted_and_no_form(visit, server):
    page = visit("/")
    sign_in(page, "reader@a.example")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Signed in as reader")
    page.goto(server + "/deliverables?consortium=ENHANCE")
    wait_idle(page)
    assert "DEMO" not in page.locator("body").inner_text()
    page.goto(server + DEEP_LINK)
    wait_idle(page)
    shown = page.get_by_test_id("stMain").inner_text()
    assert "The link asks for the consortium “DEMO”" in shown
    page.goto(server + "/csos?consortium=ENHANCE")
    wait_idle(page)
    assert page.get_by_test_id("stForm").count() == 0
    expect(page.get_by_test_id("stMain")).to_contain_text("You may read this and change nothing.")


def test_who_opened_a_link_is_brought_back_to_it_after_signing_in(visit, server):
    page = visit(DEEP_LINK)
    sign_in(page, "coordinator@a.example")
    # What is the first choice anyhow, the only consortium of this person, is left out of the address.
    expect(page).to_have_url(f"{server}/deliverables?as_of=2026-03-31")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deliverables")
    expect(page.get_by_text("as of 31 Mar 2026")).to_be_visible()
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "wanted_page"]


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/%2fevil.example", "/oauth2callback?a"]
)
def test_no_cookie_leads_to_another_host(visit, server, wanted):
    page = visit("/")
    page.context.add_cookies([{"name": "wanted_page", "value": wanted, "url": server}])
    sign_in(page, "coordinator@a.example")
    expect(page).to_have_url(re.compile(f"^{re.escape(server)}/?$"))


@pytest.mark.parametrize("path", ["/evil.example", "/health", "/app/static/icon.png"])
def test_what_is_no_page_is_not_come_back_to(server, path):
    with urllib.request.urlopen(server + path) as answer:
        assert "wanted_page" not in str(answer.headers.get_all("Set-Cookie"))


def test_a_coordinator_takes_files_away_and_signs_out_here_and_at_the_provider(visit, provider, server):
    page = visit("/")
    sign_in(page, "coordinator@a.example")
    expect(page.get_by_test_id("stMain")).to_contain_text("DEMO")
    with page.expect_download() as download:
        page.goto(server + DEEP_LINK)
        wait_idle(page)
        page.get_by_role("button", name="Deliverables for Excel").click()
    assert download.value.path().stat().st_size > 5_000
    before = provider.signed_out
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=20_000)
    limit = time.monotonic() + 20
    while provider.signed_out == before and time.monotonic() < limit:
        page.wait_for_timeout(100)
    assert provider.signed_out == before + 1
    wait_idle(page)
    page.reload()
    wait_idle(page)
    assert "Sign in to see" in page.get_by_test_id("stMain").inner_text()


def test_somebody_without_a_grant_is_told_what_to_ask_for(visit):
    page = visit("/")
    sign_in(page, "stranger@a.example")
    shown = page.get_by_test_id("stMain").inner_text()
    assert "Nothing is open to you yet" in shown
    assert "stranger@a.example" in shown
    assert "DEMO" not in page.locator("body").inner_text()


def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(visit, provider):
    provider.claims = {"email_verified": False}
    page = visit("/")
    sign_in(page, "admin@a.example")
    shown = page.get_by_test_id("stMain").inner_text()
    assert "Nothing is open to you yet" in shown
    assert f"{provider.issuer}#" in shown


def test_a_sign_in_of_long_ago_is_over(visit, provider):
    provider.claims = {"iat": int(time.time()) - 13 * 3600}
    page = visit("/")
    sign_in(page, "admin@a.example")
    assert "Sign in to see" in page.get_by_test_id("stMain").inner_text()


def test_files_of_pages_are_for_those_signed_in(server):
    for path in ("/media/anything.csv", "/outlines/iso/0.geojson"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(server + path, timeout=10)
        assert refused.value.code == 401
        refused.value.close()


def test_a_role_taken_back_ends_with_the_next_thing_that_is_done(visit, server):
    reader = visit("/")
    sign_in(reader, "partner@a.example")
    expect(reader.get_by_test_id("stMain")).to_contain_text("DEMO")
    admin = visit("/")
    sign_in(admin, "admin@a.example")
    admin.goto(server + "/access")
    wait_idle(admin)
    admin.get_by_test_id("stDataFrame").first.scroll_into_view_if_needed()
    box = admin.locator("canvas").first.bounding_box()
    assert box
    # By person: admin, coordinator, partner.
    admin.mouse.click(box["x"] + 16, box["y"] + 53 + 2 * 35)
    admin.get_by_role("button", name="Take this role back").click()
    wait_idle(admin)
    assert "partner@a.example" not in admin.get_by_test_id("stMain").inner_text()
    reader.get_by_test_id("stSidebarNavLink").filter(has_text="Deliverables").click()
    wait_idle(reader)
    assert "Nothing is open to you yet" in reader.get_by_test_id("stMain").inner_text()
