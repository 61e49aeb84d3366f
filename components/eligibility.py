"""What an eligibility rule asks for, sentence by sentence, and how surely each was seen."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.labels import named
from components.words import marked, number, plural, tr

CONFIDENCE = {
    "seen": marked("Seen in the programme guide"),
    "part": marked("In part to confirm"),
    "memory": marked("To confirm"),
}
COUNTRY_POOL = {
    "PROGRAMME": marked("Programme countries of 2014 to 2020"),
    "ASSOCIATED": marked("EU member states and the countries associated to the programme since 2021"),
    "H2020_MS_AC": marked("EU member states and the countries associated to Horizon 2020"),
    "HE_MS_AC": marked("EU member states and the countries associated to Horizon Europe"),
    "EU_MEMBER_STATE": marked("EU member states"),
}
# What identifies a rule, and what is said of it elsewhere.
NO_DEMAND = {"id", "label", "years", "pool", "confidence"}


@dataclass(frozen=True)
class Demand:
    """One thing a rule asks for, in words; `to_confirm` when it was not seen in a primary source.

    `part` is its name in the rule, `kind` tells apart what one name holds several of (kinds of organisation).
    """

    part: str
    kind: str | None
    text: str
    to_confirm: bool


def demands(requirements: str) -> list[Demand]:
    """Return what a rule asks for, from its JSON text, in the order of the text's sentences below."""
    rule = json.loads(requirements)
    asked = [key for key in rule if key not in NO_DEMAND]
    known = [key for key in SENTENCES if key in asked] + [key for key in asked if key not in SENTENCES]
    return [
        Demand(key, kind, text, rule["confidence"] == "memory" or key.endswith("_unverified"))
        for key in known
        for kind, text in _said(key, rule[key]).items()
    ]


def confidence_name(confidence: str) -> str:
    """Return how surely a rule was seen."""
    return named(CONFIDENCE, confidence)


def country_pool_name(country_pool: str) -> str:
    """Return which countries a pool holds."""
    return named(COUNTRY_POOL, country_pool)


def _said(key: str, value: Any) -> dict[str | None, str]:
    # What no sentence is known for is shown as it stands rather than left out.
    said = SENTENCES[key](value) if key in SENTENCES else f"{key}: {value}"
    return {None: said} if isinstance(said, str) else said


def _by_type(least: dict[str, int]) -> dict[str | None, str]:
    known: dict[str | None, str] = {kind: BY_TYPE[kind](least[kind]) for kind in BY_TYPE if kind in least}
    return known | {kind: f"{kind}: {number(n)}" for kind, n in least.items() if kind not in BY_TYPE}


def _third_countries(asked: dict[str, int]) -> dict[str | None, str]:
    return {
        "countries": tr("Exactly one country outside the programme")
        if "exact" in asked
        else plural(
            "At least {n} country outside the programme", "At least {n} countries outside the programme", asked["min"]
        ),
        "institutions": plural(
            "At least {n} higher education institution in each country outside the programme",
            "At least {n} higher education institutions in each country outside the programme",
            asked["min_hei_each"],
        ),
    }


def _duration(months: dict[str, Any]) -> str:
    if "in" in months:
        return tr("Lasts {months} months", months=_either(months["in"]))
    return tr("Lasts {least} to {most} months", least=number(months["min"]), most=number(months["max"]))


def _either(amounts: list[int]) -> str:
    *others, last = (number(amount) for amount in amounts)
    return tr("{others} or {last}", others=", ".join(others), last=last) if others else last


BY_TYPE: dict[str, Callable[[int], str]] = {
    "HEI": lambda n: plural(
        "At least {n} higher education institution", "At least {n} higher education institutions", n
    ),
    "ENTERPRISE": lambda n: plural("At least {n} enterprise", "At least {n} enterprises", n),
    "ENTERPRISE_OR_SECTOR": lambda n: plural(
        "At least {n} enterprise or sector organisation", "At least {n} enterprises or sector organisations", n
    ),
    "VET": lambda n: plural(
        "At least {n} vocational training provider", "At least {n} vocational training providers", n
    ),
    "LABOUR_MARKET": lambda n: plural(
        "At least {n} organisation of the labour market", "At least {n} organisations of the labour market", n
    ),
    "EDU_TRAINING": lambda n: plural(
        "At least {n} provider of education or training", "At least {n} providers of education or training", n
    ),
}
SENTENCES: dict[str, Callable[[Any], str | dict[str | None, str]]] = {
    "min_orgs": lambda n: plural("At least {n} organisation", "At least {n} organisations", n),
    "min_full_partners": lambda n: plural("At least {n} full partner", "At least {n} full partners", n),
    "min_hei": BY_TYPE["HEI"],
    "independent": lambda _: tr("The organisations are independent of each other"),
    "min_pool_countries": lambda n: plural(
        "From at least {n} programme country", "From at least {n} programme countries", n
    ),
    "min_member_state_orgs": lambda n: plural(
        "At least {n} organisation from an EU member state", "At least {n} organisations from EU member states", n
    ),
    "min_hei_per_pool_country": lambda n: plural(
        "At least {n} higher education institution in each of these programme countries",
        "At least {n} higher education institutions in each of these programme countries",
        n,
    ),
    "min_by_type": _by_type,
    "min_by_type_unverified": _by_type,
    "third_countries": _third_countries,
    "third_hei_at_least_pool_hei": lambda _: tr(
        "As many higher education institutions from outside the programme as from programme countries, or more"
    ),
    "third_orgs_at_least_pool_orgs": lambda _: tr(
        "As many organisations from outside the programme as from programme countries, or more"
    ),
    "structural_requires_ministry": lambda _: tr(
        "In a structural project, the ministry for higher education of each country outside the programme takes part"
    ),
    "ministry_per_third_country": lambda _: tr(
        "The ministry for higher education of each country outside the programme takes part"
    ),
    "coordinator_in_pool": lambda _: tr("The coordinator is from a programme country"),
    "eche_for_pool_heis": lambda _: tr(
        "Higher education institutions of programme countries hold the Erasmus Charter for Higher Education"
    ),
    "duration": _duration,
    "grant_in": lambda amounts: tr("A lump sum of {amounts} euro", amounts=_either(amounts)),
    "excluded_fields": lambda fields: {
        field: tr("Not in higher education") if field == "HED" else tr("Not in the field {field}", field=field)
        for field in fields
    },
}
