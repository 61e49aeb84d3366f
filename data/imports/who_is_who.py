"""Which organisation of the store, or of the same file, a row of an import is.

Sure is what an identifier says that nothing contradicts, or one name in one city of one country. What is likely is
asked, with what agrees and what does not. The rest is new. See docs/decisions/0014-who-is-who.md.
"""

from collections import defaultdict

import polars as pl

from data.countries import OF_THE_EU
from data.imports.identifiers import IDENTIFIERS, SHARED, identifiers
from data.imports.likeness import Described, alike_words, likeness_of_pairs, same_acronym, same_words
from data.imports.spelling import folded, spelled, spelled_city

TEXTS = ("legal_name", "short_name", "country", "city", *IDENTIFIERS)
# What an identifier is called in a reason.
CALLED = {"pic": "PIC", "oid": "OID", "ror": "ROR id", "erasmus_code": "Erasmus code", "vat_number": "VAT number"}
# Every reason there is, in the order in which they are said.
REASONS = (
    "decided before",
    "several possible",
    *(f"same {called}" for called in CALLED.values()),
    *(f"other {called}" for called in CALLED.values()),
    "same name",
    "other legal form",
    "name alike",
    "other name",
    "same acronym",
    "same country",
    "other country",
    "country not known",
    "same city",
    "other city",
    "city not known",
)
# From this likeness on a person is asked; names of one city need less.
ASKED_FROM = 0.88
ASKED_FROM_IN_ONE_CITY = 0.78
# A VAT number, which a group may share, makes names sure that are alike so much.
SURE_WITH_SHARED = 0.8
# What agrees counts so much; a country or city that is not known counts half.
OF_NAME, OF_COUNTRY, OF_CITY = 0.7, 0.15, 0.15
# A short form says less than a name, and a name with another legal form less than one with the same.
OF_ACRONYM, OF_OTHER_FORM = 0.8, 0.9
MOST_CANDIDATES = 5

CANDIDATE = pl.Schema(
    {
        "organisation_id": pl.String,
        "row": pl.Int64,
        "name": pl.String,
        "city": pl.String,
        "country": pl.String,
        "by": pl.String,
        "score": pl.Float64,
        "reasons": pl.String,
    }
)
MATCH = pl.Schema(
    {
        "row": pl.Int64(),
        "first_row": pl.Int64(),
        "source_key": pl.String(),
        "organisation_id": pl.String(),
        "certainty": pl.String(),
        "by": pl.String(),
        "score": pl.Float64(),
        "reasons": pl.String(),
        "candidates": pl.List(pl.Struct(dict(CANDIDATE))),
    }
)
PAIR = ("left", "right")
NAMES = pl.List(pl.String)
BRACKETS = r"[(\[][^)\]]*[)\]]?"
PARTS = r"[^()\[\];/|]+"
DASH = r"\s+[–-]\s+"
FORMER = r"(?i)^\s*(formerly|former|previously|ex|now)\b[\s.:]*"
SHOWN = {"name": pl.coalesce("legal_name", "short_name"), "city": pl.col("city"), "country": pl.col("country")}


def matches(incoming: pl.DataFrame, known: pl.DataFrame, decided: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return one row per row of `incoming`, in its order: which organisation of `known` it is.

    `incoming` has `row` (a number, each once) and, all text and all optional, legal_name, short_name, country, city,
    pic, oid, ror, vat_number, erasmus_code. `known` has organisation_id in place of row; both may have other_names (a
    list: the name in other languages, former names). `decided` has source_key and organisation_id of earlier answers.

    Columns: row; first_row, the first row of the file that is surely the same; source_key, by which an answer is kept;
    organisation_id, null unless sure; certainty 'sure', 'ask' or 'new'; by, the identifier, 'name', 'acronym',
    'decision' or 'row', which is another row of the file; score, 0 to 1; reasons, those of REASONS that hold, divided
    by '|'; candidates, at most five, the likeliest first: organisation_id, or row for a row of the file, with name,
    city, country, by, score and reasons of their own.
    """
    rows = _complete(incoming, "row").with_columns(pl.col("row").cast(pl.Int64))
    described = _described(rows)
    # What is told twice in the same words is compared once; without a name it is told of nobody known.
    rows = rows.hstack(described.rows.select(_source_key())).with_columns(
        pl.when(pl.col("source_key").is_null())
        .then("row")
        .otherwise(pl.col("row").first().over("source_key"))
        .alias("told_by")
    )
    leading = rows.with_row_index("number").filter(pl.col("row") == pl.col("told_by"))
    led = described.only(leading["number"])
    on_record = _complete(known, "organisation_id").with_row_index("right")
    nobody = pl.Series([], dtype=pl.UInt32)
    with_known = _judged(led, _described(on_record), nobody, within=False).join(
        on_record.select("right", "organisation_id", **SHOWN), on="right"
    )
    with_file = _judged(led, led, with_known.filter("sure")["left"], within=True).join(
        leading.select(right="number", other_row="row", **SHOWN), on="right"
    )
    rows_of = leading.select(left="number", row="row")
    answers = _answers(
        leading.select("row", "source_key").hstack(led.rows.select("country", *IDENTIFIERS)),
        with_known.join(rows_of, on="left"),
        with_file.join(rows_of, on="left"),
        _still_known(decided, on_record),
    )
    return (
        rows.select("row", "told_by", "source_key")
        .join(answers, left_on="told_by", right_on="row", how="left", maintain_order="left")
        .select(pl.col(name).cast(kind) for name, kind in MATCH.items())
    )


def in_words(reasons: str) -> str:
    """Return the reasons of a match as an English list."""
    return ", ".join(reasons.split("|")) if reasons else "nothing like it is on record"


def _complete(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the rows with every column there can be, texts without blanks around them, empty ones null."""

    def given(name: str, kind: pl.DataType | type[pl.DataType]) -> pl.Expr:
        return (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)

    texts = [given(name, pl.String).str.strip_chars().replace("", None) for name in TEXTS]
    return rows.select(key, *texts, given("other_names", NAMES)).with_columns(
        pl.col("country").str.to_uppercase().replace(OF_THE_EU)
    )


def _described(rows: pl.DataFrame) -> Described:
    """Return the organisations of `rows` as they are compared, numbered in their order."""
    numbered = rows.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("number"),
        *("legal_name", "short_name", "other_names", "country"),
        folded(pl.col("city")).alias("folded_city"),
        spelled_city(pl.col("city")).fill_null([]).alias("cities"),
    ).hstack(identifiers(rows))
    names = _names(numbered)
    words = pl.col("words").filter(pl.col("role") == "full").str.split(" ").explode(empty_as_null=False)
    said = names.group_by("number").agg(words.unique().alias("words"))
    return Described(
        numbered.join(said, on="number", how="left", maintain_order="left").with_columns(pl.col("words").fill_null([])),
        names,
    )


def _names(numbered: pl.DataFrame) -> pl.DataFrame:
    """Return one row per name of an organisation: number, country, city, role, name, folded, and its spelling.

    What stands in brackets belongs to a name, unless it is its short form or a former name.
    """
    legal_name = pl.col("legal_name")
    whole = legal_name.str.replace_all(BRACKETS, " ").str.strip_chars()
    parts = legal_name.str.replace_all(DASH, ";").str.extract_all(PARTS)
    roles = [
        ("full", pl.concat_list("legal_name")),
        ("full", pl.col("other_names")),
        ("bare", pl.when((whole != legal_name) & (whole != "")).then(pl.concat_list(whole))),
        ("part", pl.when(parts.list.len() > 1).then(parts)),
        ("part", pl.when(pl.col("short_name").str.contains(r"\S\s+\S")).then(pl.concat_list("short_name"))),
        ("short", pl.concat_list("short_name")),
    ]
    listed = pl.concat(
        numbered.select("number", "country", city=pl.col("cities").list.first(), role=pl.lit(role), name=names)
        .explode("name", keep_nulls=False)
        .drop_nulls("name")
        for role, names in roles
    )
    is_former = (pl.col("role") == "part") & pl.col("name").str.contains(FORMER)
    listed = listed.with_columns(
        pl.col("name").str.replace(FORMER, "").str.strip_chars(),
        is_former.any().over("number").alias("has_former"),
    ).with_columns(folded(pl.col("name")).alias("folded"))
    listed = listed.join(spelled(listed["name"]), on="name", how="left", maintain_order="left")
    short = pl.col("folded").filter(pl.col("role").is_in(["part", "short"])).unique()
    short_forms = listed.group_by("number").agg(short.alias("short_forms"))
    is_whole = pl.col("has_former") | pl.col("short_forms").list.contains(pl.col("initials"))
    role = pl.when(pl.col("role") == "bare").then(pl.when(is_whole).then(pl.lit("full")).otherwise(pl.lit("part")))
    return (
        listed.join(short_forms, on="number", how="left", maintain_order="left")
        .with_columns(role.otherwise("role").alias("role"))
        .drop("short_forms", "has_former")
        .unique(maintain_order=True)
    )


def _source_key() -> pl.Expr:
    """Return country, city, name and identifiers of a row as one text; null where there is neither."""
    name = folded(pl.coalesce("legal_name", "short_name"))
    told = [pl.col("country").fill_null(""), pl.col("folded_city").fill_null(""), name]
    identifiers_told = [pl.concat_str(pl.lit(f"{kind} "), pl.col(kind)) for kind in IDENTIFIERS]
    texts = [pl.concat_str(told, separator="|"), *identifiers_told]
    return pl.concat_str(texts, separator="|", ignore_nulls=True).replace("", None).alias("source_key")


def _judged(left: Described, right: Described, settled: pl.Series, *, within: bool) -> pl.DataFrame:
    """Return one row per pair that is sure or to be asked: left, right, by, sure, rank, contradicted, score, reasons.

    rank: 0 for an identifier of its own, 1 for what is shared or a name. What is sure, or among the `settled` numbers
    of the left, is not compared with names that are merely alike.
    """
    named = same_words(left, right, within=within)
    identified = pl.concat(
        [left.rows.join(right.rows, on=kind).select(left="number", right="number_right") for kind in IDENTIFIERS]
    ).unique()
    if within:
        identified = identified.filter(pl.col("left") > pl.col("right"))
    unnamed = identified.join(named, on=PAIR, how="anti")
    first = _agreeing(pl.concat([named, likeness_of_pairs(unnamed, left, right)], how="diagonal"), left, right)
    done = pl.concat([settled.cast(pl.UInt32).alias("left"), first.filter("sure")["left"]])
    others = left.only(left.rows.filter(~pl.col("number").is_in(done.implode()))["number"])
    alike = alike_words(others, right, within=within)
    acronym = same_acronym(others, right, within=within)
    unlike = acronym.join(alike, on=PAIR, how="anti")
    pairs = pl.concat([alike, likeness_of_pairs(unlike, left, right)], how="diagonal").join(first, on=PAIR, how="anti")
    return pl.concat([first, _agreeing(pairs, left, right, acronym)])


def _agreeing(
    pairs: pl.DataFrame, left: Described, right: Described, acronym: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return of pairs with likeness those that are sure or to be asked, as _judged does."""
    same_form = pl.DataFrame(schema=dict.fromkeys(PAIR, pl.UInt32)) if acronym is None else acronym
    compared = ["number", "country", "cities", "words", *IDENTIFIERS]
    agreeing = (
        pairs.join(same_form.with_columns(same_acronym=True), on=PAIR, how="left")
        .join(left.rows.select(compared), left_on="left", right_on="number")
        .join(right.rows.select(compared), left_on="right", right_on="number", suffix="_right")
        .with_columns(pl.col("same_acronym").fill_null(False))
        .with_columns(*_agreements())
        .with_columns(
            pl.any_horizontal(f"same {kind}" for kind in IDENTIFIERS).alias("agrees"),
            pl.any_horizontal("other country", *(f"other {kind}" for kind in IDENTIFIERS)).alias("contradicted"),
        )
        .with_columns(_by(), _is_asked())
        .filter("asked")
    )
    own = [f"same {kind}" for kind in IDENTIFIERS if kind not in SHARED]
    shared = [f"same {kind}" for kind in SHARED]
    by_name = pl.col("same_name") & pl.col("same country") & pl.col("same city")
    sure = pl.any_horizontal(*own, by_name) | (pl.any_horizontal(shared) & (pl.col("likeness") >= SURE_WITH_SHARED))
    return agreeing.with_columns((sure & ~pl.col("contradicted")).alias("sure")).select(
        *PAIR,
        "by",
        "sure",
        "contradicted",
        pl.when(pl.any_horizontal(own)).then(0).otherwise(1).alias("rank"),
        pl.when(pl.any_horizontal(own) & pl.col("sure")).then(1.0).otherwise(_score()).alias("score"),
        _reasons(),
    )


def _agreements() -> list[pl.Expr]:
    """Return what agrees and what differs in a pair; neither where one side is not known."""
    found = []
    for name in ("country", *IDENTIFIERS):
        one, other = pl.col(name), pl.col(f"{name}_right")
        found += [
            (one == other).fill_null(False).alias(f"same {name}"),
            (one != other).fill_null(False).alias(f"other {name}"),
        ]
    cities, others = pl.col("cities"), pl.col("cities_right")
    meet = cities.list.set_intersection(others).list.len() > 0
    # A name may say the city that the row does not.
    said = (cities.list.len() == 0) & (pl.col("words").list.set_intersection(others).list.len() > 0)
    said_of_other = (others.list.len() == 0) & (pl.col("words_right").list.set_intersection(cities).list.len() > 0)
    return [
        *found,
        (meet | said | said_of_other).alias("same city"),
        ((cities.list.len() > 0) & (others.list.len() > 0) & ~meet).alias("other city"),
    ]


def _by() -> pl.Expr:
    by = pl.when(pl.col("likeness") >= ASKED_FROM_IN_ONE_CITY).then(pl.lit("name")).otherwise(pl.lit("acronym"))
    for kind in reversed(IDENTIFIERS):
        by = pl.when(f"same {kind}").then(pl.lit(kind)).otherwise(by)
    return by.alias("by")


def _is_asked() -> pl.Expr:
    """Return whether a pair is worth a look of a person; what is sure is too."""
    likeness, same_country, same_city = pl.col("likeness"), pl.col("same country"), pl.col("same city")
    # Branches in many cities have one short name.
    is_alike = (likeness >= ASKED_FROM) & (pl.col("is_telling") | ~pl.col("other city"))
    by_name = (is_alike & same_country) | ((likeness >= ASKED_FROM_IN_ONE_CITY) & same_country & same_city)
    elsewhere = pl.col("same_words") & ~same_country & (same_city | ~pl.col("other country"))
    likely = by_name | elsewhere | pl.col("same_acronym")
    # Another identifier makes names that are merely alike those of two.
    other_body = pl.col("contradicted") & ~pl.col("same_words")
    return (pl.col("agrees") | (likely & ~other_body)).alias("asked")


def _score() -> pl.Expr:
    def half_if_unknown(what: str) -> pl.Expr:
        return pl.when(f"same {what}").then(1.0).when(f"other {what}").then(0.0).otherwise(0.5)

    acronym = pl.when("same_acronym").then(OF_ACRONYM)
    name = pl.max_horizontal("likeness", acronym) * pl.when(_has_other_form()).then(OF_OTHER_FORM).otherwise(1.0)
    country, city = half_if_unknown("country"), half_if_unknown("city")
    return (OF_NAME * name + OF_COUNTRY * country + OF_CITY * city).round(2)


def _has_other_form() -> pl.Expr:
    return pl.col("other_form") & ~pl.col("same_name")


def _reasons() -> pl.Expr:
    likeness = pl.col("likeness")
    names_agree = pl.col("same_words") | (likeness == 1.0)
    holds = {
        **{
            f"{says} {called}": pl.col(f"{says} {kind}")
            for says in ("same", "other")
            for kind, called in CALLED.items()
        },
        "same name": names_agree,
        "other legal form": _has_other_form(),
        "name alike": ~names_agree & (likeness >= ASKED_FROM_IN_ONE_CITY),
        "other name": ~names_agree & (likeness < ASKED_FROM_IN_ONE_CITY) & ~pl.col("same_acronym"),
        "same acronym": pl.col("same_acronym"),
        **{f"{says} {what}": pl.col(f"{says} {what}") for what in ("country", "city") for says in ("same", "other")},
        "country not known": ~pl.col("same country") & ~pl.col("other country"),
        "city not known": ~pl.col("same city") & ~pl.col("other city"),
    }
    said = [pl.when(holds[reason]).then(pl.lit(reason)) for reason in REASONS if reason in holds]
    return pl.concat_str(said, separator="|", ignore_nulls=True).alias("reasons")


def _still_known(decided: pl.DataFrame | None, on_record: pl.DataFrame) -> dict[str, str]:
    """Return source_key -> organisation_id of the answers whose organisation is on record."""
    if decided is None or decided.is_empty():
        return {}
    kept = decided.join(on_record, on="organisation_id", how="semi")
    return dict(kept.select("source_key", "organisation_id").iter_rows())


def _answers(
    leading: pl.DataFrame, with_known: pl.DataFrame, with_file: pl.DataFrame, decided: dict[str, str]
) -> pl.DataFrame:
    """Return one row per row of `leading`: row and what matches says of it, without source_key."""
    certain, doubtful = _certain(leading, with_known)
    found = {row: (organisation, by, score, reasons) for row, organisation, by, score, reasons in certain.iter_rows()}
    for row, source_key in leading.select("row", "source_key").iter_rows():
        if source_key in decided:
            found[row] = (decided[source_key], "decision", None, "decided before")
    one_of, joined, unsettled = _same_within_file(leading["row"], with_file, found)
    candidates = _candidates(leading, with_known, with_file, one_of)
    asked = {one_of[row] for row in (*doubtful, *unsettled, *with_known["row"])} | set(candidates["first_row"])
    organisations: dict[int, set[str]] = defaultdict(set)
    for row, (organisation, *_) in found.items():
        organisations[one_of[row]].add(organisation)
    answers = []
    for row in leading["row"]:
        first = one_of[row]
        if row in found:
            answers.append((row, first, "sure", *found[row]))
        elif len(organisations[first]) == 1:
            (organisation,) = organisations[first]
            answers.append((row, first, "sure", organisation, *joined.get(row, ("row", None, ""))))
        elif first in asked or organisations[first]:
            answers.append((row, first, "ask", None, None, None, None))
        else:
            answers.append((row, first, "new", None, *joined.get(row, (None, None, ""))))
    columns = ("row", "first_row", "certainty", "organisation_id", "by", "score", "reasons")
    told = pl.DataFrame(answers, schema={name: MATCH[name] for name in columns}, orient="row")
    likeliest = candidates.select(
        "first_row",
        *(pl.col("candidates").list.first().struct.field(name).alias(f"likeliest_{name}") for name in columns[4:]),
    )
    several = pl.when(pl.col("row").is_in(list(doubtful))).then(pl.lit("several possible"))
    said = pl.concat_str(several, "likeliest_reasons", separator="|", ignore_nulls=True)
    is_asked = pl.col("certainty") == "ask"
    return (
        told.join(candidates, on="first_row", how="left", maintain_order="left")
        .join(likeliest, on="first_row", how="left", maintain_order="left")
        .with_columns(
            pl.when(is_asked).then("likeliest_by").otherwise("by").alias("by"),
            pl.when(is_asked).then("likeliest_score").otherwise("score").alias("score"),
            pl.when(is_asked).then(said).otherwise("reasons").alias("reasons"),
            pl.col("candidates").fill_null([]),
        )
    )


def _certain(leading: pl.DataFrame, with_known: pl.DataFrame) -> tuple[pl.DataFrame, set[int]]:
    """Return row, organisation_id, by, score and reasons of what is sure, and the rows of which several are.

    An identifier goes before a name. Rows that contradict each other are not sure to be one organisation.
    """
    surest = with_known.filter("sure").filter(pl.col("rank") == pl.col("rank").min().over("row"))
    found = surest.group_by("row", maintain_order=True).agg(
        pl.col("organisation_id").unique(), pl.col("by", "score", "reasons").first()
    )
    several = found.filter(pl.col("organisation_id").list.len() > 1)
    single = found.join(several, on="row", how="anti").with_columns(pl.col("organisation_id").list.first())
    said = ["country", *IDENTIFIERS]
    contradicted = (
        single.join(leading, on="row")
        .group_by("organisation_id")
        .agg(pl.col(said).drop_nulls().n_unique())
        .filter(pl.any_horizontal(pl.col(said) > 1))
    )
    refused = single.join(contradicted, on="organisation_id", how="semi")
    return single.join(refused, on="row", how="anti"), {*several["row"], *refused["row"]}


def _same_within_file(
    rows: pl.Series, with_file: pl.DataFrame, found: dict[int, tuple[str, str, float | None, str]]
) -> tuple[dict[int, int], dict[int, tuple[str, float, str]], set[int]]:
    """Return row -> first row surely the same, row -> by, score and reasons of that, and rows that could be of several.

    A row joins those before it that are surely the same, unless these are two organisations already or one of them
    contradicts it.
    """
    before: dict[int, list[tuple[int, bool, bool, float, str]]] = defaultdict(list)
    columns = ("row", "other_row", "sure", "contradicted", "score", "reasons")
    for row, *other in with_file.select(columns).iter_rows():
        before[row].append(tuple(other))
    one_of: dict[int, int] = {}
    joined: dict[int, tuple[str, float, str]] = {}
    unsettled = set()
    organisation_of: dict[int, str] = {}
    for row in rows:
        surely = {one_of[other] for other, sure, *_ in before[row] if sure}
        against = {one_of[other] for other, _, contradicted, *_ in before[row] if contradicted}
        mine = found[row][0] if row in found else None
        against |= {one for one in surely if mine and organisation_of.get(one, mine) != mine}
        one_of[row] = row
        if len(surely) == 1 and not surely & against:
            (one_of[row],) = surely
            score, reasons = max(pair[3:] for pair in before[row] if pair[1])
            joined[row] = ("row", score, reasons)
        elif surely:
            unsettled.add(row)
        if mine:
            organisation_of[one_of[row]] = mine
    return one_of, joined, unsettled


def _candidates(
    leading: pl.DataFrame, with_known: pl.DataFrame, with_file: pl.DataFrame, one_of: dict[int, int]
) -> pl.DataFrame:
    """Return first_row and candidates, the likeliest first, of those who have any."""
    first_rows = leading.select("row", first_row=pl.Series([one_of[row] for row in leading["row"]], dtype=pl.Int64))
    of_file = with_file.join(first_rows, on="row").join(
        first_rows.select(other_row="row", other_first_row="first_row"), on="other_row"
    )
    # A file that gives two identifiers to one name says that these are two organisations.
    says_two = pl.col("contradicted") & ~pl.col("by").is_in(IDENTIFIERS)
    offered = pl.concat(
        [
            with_known.join(first_rows, on="row").with_columns(pl.lit(None, pl.Int64).alias("other_row")),
            of_file.filter((pl.col("first_row") != pl.col("other_first_row")) & ~says_two).with_columns(
                pl.lit(None, pl.String).alias("organisation_id"), pl.col("other_first_row").alias("other_row")
            ),
        ],
        how="diagonal_relaxed",
    )
    return (
        offered.sort("score", "organisation_id", "other_row", descending=[True, False, False], nulls_last=True)
        .unique(["first_row", "organisation_id", "other_row"], keep="first", maintain_order=True)
        .group_by("first_row", maintain_order=True)
        .head(MOST_CANDIDATES)
        .select(
            "first_row",
            pl.struct(
                (pl.col("other_row") if name == "row" else pl.col(name)).cast(kind).alias(name)
                for name, kind in CANDIDATE.items()
            ).alias("candidates"),
        )
        .group_by("first_row", maintain_order=True)
        .agg("candidates")
    )
