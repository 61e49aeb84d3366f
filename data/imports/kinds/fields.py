"""Columns that several kinds of table have."""

import polars as pl

from data.changes.limits import LONGEST_CODE, LONGEST_SHORT_NAME
from data.imports.context import Context
from data.imports.kind import Field
from data.problems import Word

CONSORTIUM = Field(
    "consortium",
    Word("Consortium"),
    ("project", "project acronym", "consortium acronym", "projet", "projekt", "proyecto", "progetto",
     "projecto", "hanke", "grant agreement", "grant agreement number", "agreement number", "project number",
     "projectID", "project id", "consortium_id"),
    reads="consortium",
)  # fmt: skip
CODE = Field(
    "code",
    Word("Number"),
    ("no", "no.", "nr", "n°", "num", "code", "id", "deliverable number", "deliverable no", "del no", "del. no.",
     "deliverable id", "numéro", "numero", "nummer", "número", "numer", "numero del deliverable", "d no"),
    reads="id",
    needed=True,
    longest=LONGEST_CODE,
)  # fmt: skip
TITLE = Field(
    "title",
    Word("Title"),
    ("name", "titre", "titel", "título", "titolo", "tytuł", "nimi", "título", "deliverable name", "deliverable title",
     "deliverable", "milestone name", "milestone title", "milestone", "nom", "nome", "nombre", "bezeichnung"),
)  # fmt: skip
WORK_PACKAGE = Field(
    "work_package",
    Word("Work package"),
    ("wp", "wp no", "wp number", "work package number", "lot", "lot de travail", "arbeitspaket", "ap",
     "paquete de trabajo", "pacchetto di lavoro", "werkpakket", "pakiet roboczy", "pacote de trabalho", "työpaketti"),
    reads="work_package",
)  # fmt: skip
LEAD = Field(
    "lead_id",
    Word("Lead partner"),
    ("lead", "leader", "lead beneficiary", "responsible", "responsible partner", "partner", "owner", "chef de file",
     "responsable", "federführung", "verantwortlich", "responsabile", "trekker", "lider", "líder", "vastuutaho",
     "lead organisation", "lead organization"),
    reads="partner",
)  # fmt: skip
DESCRIPTION = Field(
    "description",
    Word("Description"),
    ("descr", "details", "summary", "beschreibung", "descripción", "descrizione", "omschrijving", "opis", "descrição",
     "kuvaus", "résumé"),
    reads="lines",
    longest=2000,
)  # fmt: skip
ADDRESS = Field(
    "url",
    Word("Address"),
    ("link", "url", "website", "web", "published at", "lien", "adresse", "enlace", "collegamento", "odkaz"),
    reads="address",
)
COUNTRY = Field(
    "country",
    Word("Country"),
    ("country code", "pays", "land", "país", "pais", "paese", "kraj", "maa", "countrycode", "iso country", "země",
     "χώρα", "ország", "nation"),
    reads="country",
)  # fmt: skip
CITY = Field(
    "city",
    Word("City"),
    ("town", "place", "location", "ville", "stadt", "ort", "ciudad", "città", "citta", "stad", "plaats", "miasto",
     "cidade", "kaupunki", "localité", "municipality"),
    longest=LONGEST_SHORT_NAME,
)  # fmt: skip
REGION_CODE = Field(
    "region_code",
    Word("Region code"),
    ("nuts", "nuts code", "nutscode", "region", "nuts3", "nuts 3", "nuts2", "nuts 2", "région"),
    reads="region",
)
LATITUDE = Field("latitude", Word("Latitude"), ("lat", "breite", "latitud"), reads="number")
LONGITUDE = Field("longitude", Word("Longitude"), ("lon", "lng", "long", "länge", "longitud"), reads="number")
STARTS_ON = Field(
    "starts_on",
    Word("Starts on"),
    ("start", "start date", "startdate", "from", "begin", "beginning", "début", "date de début", "beginn",
     "inicio", "inizio", "aanvang", "startdatum", "początek", "início", "alkaa"),
    reads="day",
)  # fmt: skip
ENDS_ON = Field(
    "ends_on",
    Word("Ends on"),
    ("end", "end date", "enddate", "until", "to", "fin", "date de fin", "ende", "enddatum", "fine", "einde",
     "koniec", "fim", "päättyy"),
    reads="day",
    last_day=True,
)  # fmt: skip
PARTNER = Field(
    "partner_id",
    Word("Partner"),
    ("partner organisation", "responsible partner", "university", "lead partner", "partenaire", "partnerorganisation",
     "socio", "parceiro", "kumppani", "institution", "partner in contact", "contact partner"),
    reads="partner",
)  # fmt: skip
CSO = Field(
    "cso_id",
    Word("CSO"),
    ("cso name", "civil society organisation", "community partner", "association", "ngo", "ong", "verein",
     "associazione", "asociación", "vereniging", "stowarzyszenie", "associação", "järjestö"),
    reads="cso",
)  # fmt: skip


ACTION_TYPES_HERE = "select action_type_id from action_type"


def action_type_here(told: pl.Expr, context: Context) -> pl.Expr:
    """Return the action type that a list tells, null where the store does not know it."""
    return pl.when(told.is_in(context.ask(ACTION_TYPES_HERE)["action_type_id"].implode())).then(told)
