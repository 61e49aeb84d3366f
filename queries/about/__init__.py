"""Questions about the store itself, what it was made from, and what its sources do not say."""

import polars as pl

from data.checks import count_findings
from data.regions.schemes import scheme_list
from data.settings import ROOT
from data.status import Status, store_status
from data.store import opened
from queries import Answer, ask

MAP_LICENCES = ROOT / "data" / "regions" / "LICENCES.md"


def status() -> Status:
    """Return where the store of this process is, what it holds, who changed it last and what its checks say.

    No SQL of its own: the store tells its status.
    """
    return store_status(opened())


def check_results() -> pl.DataFrame:
    """Return one row per check, failing ones first: check, severity ('fail', 'warn'), what should hold, findings.

    No SQL of its own: the checks have theirs.
    """
    return count_findings(opened())


def recent_changes(*, most: int = 20) -> Answer:
    """Return one row per change of the store, newest first, at most `most`.

    Columns: version, recorded_at (UTC), recorded_by, reason, origin, row_count.
    """
    return ask(__file__, "recent_changes", most=most)


def source_rows() -> Answer:
    """Return one row per source document and entity it gave rows of.

    Columns: source_id, title, language, kind, note, entity (null when it gave no row), row_count.
    """
    return ask(__file__, "source_rows")


def title_list() -> Answer:
    """Return one row per title in another language: subject_kind, subject_id, known_as, language, title."""
    return ask(__file__, "title_list")


def unknown_facts() -> Answer:
    """Return one row per consortium known from public sources only and fact they do not say in full.

    Columns: consortium_id, acronym, fact (a code), missing (values not known) and total (values there should be).
    """
    return ask(__file__, "unknown_facts")


def action_type_list() -> Answer:
    """Return one row per action type: its id, title, programme, first_call_year, last_call_year, description."""
    return ask(__file__, "action_type_list")


def activity_list() -> Answer:
    """Return one row per activity an action type supports: action_type_id, position, activity."""
    return ask(__file__, "activity_list")


def rule_list() -> Answer:
    """Return one row per eligibility rule, with its requirements as JSON text.

    Columns: rule_id, action_type_id, label, first_call_year, last_call_year, country_pool, confidence ('seen', 'part',
    'memory'), requirements.
    """
    return ask(__file__, "rule_list")


def country_pool_list() -> Answer:
    """Return one row per country and pool it belongs to: country_pool, country, first_call_year, last_call_year."""
    return ask(__file__, "country_pool_list")


def channel_list() -> Answer:
    """Return one row per dissemination channel: its id, title, audience, description, website, linked_results."""
    return ask(__file__, "channel_list")


def region_schemes() -> pl.DataFrame:
    """Return one row per region scheme and level: scheme, title, edition, licence, attribution, level, regions.

    Also countries and population_year, the newest there is, null when the population is not known. No SQL of its own:
    the schemes have theirs.
    """
    return scheme_list(opened())


def map_licences() -> str:
    """Return what the maps and places are made from, under which licences, as Markdown. No SQL: a file tells it."""
    return MAP_LICENCES.read_text(encoding="utf-8")
