"""Who is in the demonstration consortium: nine invented organisations at real cities, and where they met."""

from datetime import date
from typing import Any, NamedTuple

from data.sources.demonstration.timetable import CONSORTIUM, ENDS_ON, SOURCE, STARTS_ON, Rows, row


class Partner(NamedTuple):
    """One partner; `name` is part of its id, `joined_on` and `left_on` bound its participation.

    `left_noted_on` is the day on which it was noted that the partner leaves, where the day it leaves is still open.
    """

    name: str
    legal_name: str
    short_name: str
    organisation_type: str
    country: str
    city: str
    latitude: float
    longitude: float
    budget_eur: int
    joined_on: date = STARTS_ON
    left_on: date | None = None
    left_noted_on: date | None = None

    @property
    def organisation_id(self) -> str:
        """Return the id of the partner's organisation."""
        return organisation_id(self.name)

    def is_in(self, day: date) -> bool:
        """Return whether the partner takes part on `day`."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


# Budgets add up to the grant; the coordinator stands first.
GRANT_EUR = 3_240_000
PARTNERS = (
    Partner("zevenbruggen", "Hogeschool Zevenbruggen", "Zevenbruggen", "HEI", "NL", "Amersfoort",
            52.155, 5.3875, 612_000),
    Partner("tuulisaari", "Tuulisaaren ammattikorkeakoulu", "Tuulisaari", "HEI", "FI", "Jyväskylä",
            62.2415, 25.7209, 468_000),
    Partner("vale-claro", "Instituto Politécnico de Vale Claro", "Vale Claro", "HEI", "PT", "Coimbra",
            40.2069, -8.42, 405_000),
    Partner("pontesereno", "Università di Pontesereno", "Pontesereno", "HEI", "IT", "Bologna",
            44.4938, 11.3387, 441_000),
    Partner("trzech-mostow", "Uniwersytet Trzech Mostów", "Trzech Mostów", "HEI", "PL", "Lublin",
            51.2506, 22.5701, 387_000),
    Partner("lindekruis", "Wijkfederatie Lindekruis vzw", "Lindekruis", "CSO", "BE", "Gent",
            51.05, 3.7167, 396_000),
    Partner("sapte-fantani", "Fundația Șapte Fântâni", "Șapte Fântâni", "CSO", "RO", "Cluj-Napoca",
            46.7667, 23.6, 198_000, joined_on=date(2025, 3, 1), left_noted_on=date(2026, 11, 18)),
    Partner("kaartwerf", "Kaartwerf Noord NV", "Kaartwerf", "ENTERPRISE", "BE", "Antwerp",
            51.2205, 4.4003, 216_000),
    Partner("cartoluce", "Cartoluce S.r.l.", "Cartoluce", "ENTERPRISE", "IT", "Turin",
            45.0705, 7.6868, 117_000, left_on=date(2026, 6, 30)),
)  # fmt: skip

SCIENCE_SHOPS = {"zevenbruggen": "Wetenschapswinkel Zevenbruggen", "vale-claro": "Loja de Ciência de Vale Claro"}

# The two last ones are announced, not held.
MEETINGS = (
    ("Kick-off meeting", "Amersfoort", "NL", date(2024, 1, 24), date(2024, 1, 25)),
    ("Second consortium meeting", "Coimbra", "PT", date(2024, 6, 12), date(2024, 6, 13)),
    ("Third consortium meeting", "Gent", "BE", date(2024, 11, 20), date(2024, 11, 21)),
    ("Fourth consortium meeting", "Jyväskylä", "FI", date(2025, 5, 21), date(2025, 5, 22)),
    ("Week of community research", "Bologna", "IT", date(2025, 10, 6), date(2025, 10, 10)),
    ("Mid-term review", "Amersfoort", "NL", date(2026, 1, 28), date(2026, 1, 28)),
    ("Fifth consortium meeting", "Lublin", "PL", date(2026, 5, 19), date(2026, 5, 20)),
    ("Sixth consortium meeting", "Cluj-Napoca", "RO", date(2026, 11, 4), date(2026, 11, 5)),
    ("Seventh consortium meeting", "Gent", "BE", date(2027, 5, 12), date(2027, 5, 13)),
    ("Final conference", "Amersfoort", "NL", date(2027, 11, 17), date(2027, 11, 18)),
)


def organisation_id(name: str) -> str:
    """Return the id of the organisation of the partner called `name`."""
    return f"{CONSORTIUM}-{name}"


def organisation(**columns: Any) -> dict[str, Any]:
    """Return one row of an invented organisation, with no identifier that could belong to a real one."""
    unknown = ("region_code", "nuts3_code", "pic", "oid", "ror", "vat_number", "erasmus_code", "website", "note")
    return {**columns, **dict.fromkeys(unknown), "fictional": True, "source_id": SOURCE}


def partners() -> dict[str, Rows]:
    """Return the rows of the consortium itself, its partners with their participations, and its meetings."""
    return {
        "source_document": [
            {
                "source_id": SOURCE,
                "title": "Demonstration data (fictional)",
                "language": "en",
                "kind": "seeded generator",
                "note": "Invented by a seeded generator so that every page can be seen full. The organisations, "
                "dates and figures are fictional; only the cities are real (GeoNames, CC BY 4.0).",
            }
        ],
        "consortium": [_consortium()],
        "organisation": [
            organisation(
                organisation_id=partner.organisation_id,
                legal_name=f"{partner.legal_name} (fictional)",
                short_name=partner.short_name,
                organisation_type=partner.organisation_type,
                activity_field=None,
                country=partner.country,
                city=partner.city,
                latitude=partner.latitude,
                longitude=partner.longitude,
                coordinate_precision="city",
            )
            for partner in PARTNERS
        ],
        "organisation_unit": [
            {
                "organisation_unit_id": f"{organisation_id(name)}-science-shop",
                "organisation_id": organisation_id(name),
                "kind": "science shop",
                "title": title,
                "source_id": SOURCE,
            }
            for name, title in SCIENCE_SHOPS.items()
        ],
        "participation": [
            row(
                participation_id=partner.organisation_id,
                organisation_id=partner.organisation_id,
                role="coordinator" if partner is PARTNERS[0] else "partner",
                joined_on=partner.joined_on,
                joined_precision="day",
                left_on=partner.left_on,
                budget_eur=partner.budget_eur,
                note=None,
                left_noted_on=partner.left_on or partner.left_noted_on,
            )
            for partner in PARTNERS
        ],
        "meeting": [
            row(
                meeting_id=f"{CONSORTIUM}-meeting-{number}",
                title=title,
                city=city,
                country=country,
                starts_on=starts_on,
                ends_on=ends_on,
            )
            for number, (title, city, country, starts_on, ends_on) in enumerate(MEETINGS, start=1)
        ],
    }


def _consortium() -> dict[str, Any]:
    return row(
        acronym="DEMO",
        title="Demonstration (fictional): neighbourhoods and universities learning together",
        action_type_id="horizon-europe-ria",
        call_year=2023,
        agreement_number="DEMO-2023-0000",
        selected_on=date(2023, 9, 14),
        starts_on=STARTS_ON,
        starts_precision="day",
        ends_on=ENDS_ON,
        ends_precision="day",
        grant_eur=GRANT_EUR,
        summary="A consortium that does not exist. Its five universities, two civil society organisations and two "
        "enterprises run pilot projects with associations in seven countries, turn what they learn into courses, and "
        "bring it to local policy makers. All of it is invented to show the dashboard full.",
        language="en",
        website=None,
        record_basis="records",
        fictional=True,
    )
