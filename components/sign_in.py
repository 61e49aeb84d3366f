"""Who is signed in, how to sign in and out, and what is said to those who may not read or change."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec

import polars as pl
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.labels import named
from components.markdown import plain
from components.words import marked, tr
from data import settings
from data.access import Person, Reader

Arguments = ParamSpec("Arguments")

# The columns that say whose a row is.
LEADS = ("lead_id", "partner_id")
ROLE = {
    "reader": marked("reader"),
    "partner": marked("partner"),
    "coordinator": marked("coordinator"),
    "funder": marked("funder"),
    "administrator": marked("administrator"),
}


def person() -> Person | None:
    """Return who is signed in in the session that asks, None for nobody; see person_told."""
    return person_told(st.user.to_dict()) if get_script_run_ctx() else None


def person_told(told: Mapping[str, Any]) -> Person | None:
    """Return whom the identity provider told of, None for nobody or when signing in was too long ago.

    An e-mail address counts only where the provider says that it is the person's own.
    """
    if not told.get("is_logged_in") or not told.get("sub") or _is_over(told.get("iat")):
        return None
    names = [f"{told.get('iss', '')}#{told['sub']}".casefold()]
    if told.get("email") and told.get("email_verified") in (True, "true"):
        names.append(str(told["email"]).casefold())
    return Person(tuple(names))


def is_needed() -> bool:
    """Return whether the reader must sign in before anything is shown."""
    return settings.access() == "sign-in" and person() is None


def ask_to_sign_in() -> None:
    """Show how to sign in, and nothing else."""
    st.title(tr("Consortium dashboard"), anchor=False)
    st.write(tr("This dashboard is for those who were given access. Sign in to see what is yours to see."))
    for provider in _providers():
        label = tr("Sign in with {provider}", provider=provider) if provider else tr("Sign in")
        st.button(
            label,
            key=f"sign_in_{provider}",
            type="primary",
            icon=":material/login:",
            on_click=st.login,
            args=(provider,),
        )


def is_let_in(reader: Reader) -> bool:
    """Return whether there is anything the reader may read; who has no grant is told what to ask for, by which name."""
    st.session_state["reader"] = reader
    st.session_state["told_why"] = False
    if reader.reads is None or reader.reads:
        return True
    signed_in = person()
    st.title(tr("Nothing is open to you yet"), anchor=False)
    st.write(tr("You are signed in, and nobody has given you access, or it has ended or was taken back."))
    st.write(tr("Ask an administrator of the dashboard to give you access under this name:"))
    st.code(signed_in.names[-1] if signed_in else "", language=None)
    _offer_to_sign_out()
    return False


def say_who_it_is() -> None:
    """Say in the sidebar who is signed in and as what, and offer to sign out."""
    if settings.access() == "sign-in":
        reader = _reader()
        roles = ", ".join(named(ROLE, role) for role in reader.roles)
        with st.sidebar:
            st.caption(tr("Signed in as {name} ({roles})", name=plain(reader.recorded_as or ""), roles=roles))
            _offer_to_sign_out()


def administers() -> bool:
    """Return whether the reader may give access and see what everybody changed."""
    return _reader().administers


def may_change(consortium_id: str, owner: str | None = None, *, plan: bool = False) -> bool:
    """Return whether the reader may change rows of a consortium: of the organisation `owner`, or of any of theirs.

    `plan` are rows that a coordinator alone may change.
    """
    reader = _reader()
    if reader.administers or consortium_id in reader.leads:
        return True
    return not plan and any(
        consortium == consortium_id and owner in (None, organisation) for consortium, organisation in reader.works_for
    )


def theirs(rows: pl.DataFrame) -> pl.DataFrame:
    """Return those of `rows`, each with its lead_id, that the reader may change; say why when these are not all."""
    consortium_id = st.session_state["chosen"].consortium_id
    owned = [may_change(consortium_id, owner, plan=owner is None) for owner in rows["lead_id"]]
    if not all(owned):
        say_why_not()
    return rows.filter(owned)


def for_writers(*, plan: bool = False) -> Callable[[Callable[Arguments, None]], Callable[Arguments, None]]:
    """Return what makes of a form one that is drawn only for those who may save it; others are told why, once a page.

    Where the first argument is a row that names its lead, that decides: what nobody leads is the coordinator's. `plan`
    as in may_change.
    """

    def limit(form: Callable[Arguments, None]) -> Callable[Arguments, None]:
        @wraps(form)
        def drawn(*values: Arguments.args, **named: Arguments.kwargs) -> None:
            first = values[0] if values else None
            consortium_id = st.session_state["chosen"].consortium_id
            if isinstance(first, Mapping) and (owners := [first[name] for name in LEADS if name in first]):
                is_theirs = may_change(consortium_id, owners[0], plan=plan or owners[0] is None)
            else:
                is_theirs = may_change(consortium_id, plan=plan)
            if is_theirs:
                form(*values, **named)
            else:
                say_why_not()

        return drawn

    return limit


def say_why_not() -> None:
    """Say once a page why nothing can be changed on it, or not all."""
    if st.session_state["told_why"]:
        return
    st.session_state["told_why"] = True
    if settings.access() == "public":
        said = tr("This dashboard is open for reading; nothing can be changed in it.")
    elif _reader().may_change:
        said = tr("You may change what your organisation leads; the rest is the coordinator's to change.")
    else:
        said = tr("You may read this and change nothing. An administrator can give you the right to change it.")
    st.caption(f":material/lock: {said}")


def _offer_to_sign_out() -> None:
    st.button(tr("Sign out"), key="sign_out", icon=":material/logout:", on_click=st.logout)


def _reader() -> Reader:
    held: Reader = st.session_state["reader"]
    return held


def _is_over(issued_at: object) -> bool:
    if not isinstance(issued_at, int | float | str):
        return True
    age = datetime.now(UTC).timestamp() - float(issued_at)
    return not -300 <= age <= settings.sign_in_hours() * 3600


def _providers() -> list[str | None]:
    """Return the names of the providers in secrets.toml; None stands for the one that has no name."""
    section = st.secrets.get("auth", {})
    return [name for name, value in section.items() if isinstance(value, Mapping) and "client_id" in value] or [None]
