"""Which names may be of one organisation, and how alike they are.

Not every name is compared with every other: only those of one country that share a rare beginning or end of a word, or
city and kind of institution. That keeps 100,000 against 100,000 organisations to seconds.
"""

from dataclasses import dataclass

import polars as pl
from rapidfuzz import fuzz, process

# A name is compared with so many others, those that share its rarest parts.
MOST_COMPARED = 100
# Names that so many organisations of a country have are compared within a city only.
MOST_WITH_ONE_NAME = 50
# Names below this are not told from chance.
WORTH_ASKING = 0.78
NAMES_AT_ONCE = 20_000
LONGEST_ACRONYM = 8
SHORTEST_ACRONYM = 3
# Of the likeness of two names: how alike all words are, and those that do not only say the kind of institution.
OF_ALL_WORDS = 60
OF_OWN_WORDS = 40
# Lost where one is called a university, say, and the other is not.
OF_ANOTHER_KIND = 0.1
# A name that has all words of a shorter one, such as a university with and without its city.
OF_A_SHORTENED_NAME = 0.88

SAID = ("same_name", "same_words", "other_form", "is_telling")
NAMED = pl.Schema({"left": pl.UInt32, "right": pl.UInt32, "likeness": pl.Float64, **dict.fromkeys(SAID, pl.Boolean)})


@dataclass(frozen=True)
class Described:
    """Organisations as they are compared.

    `rows`: one per organisation: number, country, cities (a list of spellings), the identifiers. `names`: one per name
    it is known by: number, country, city, role ('full', 'part' of a longer one, 'short'), name and its spelling.
    """

    rows: pl.DataFrame
    names: pl.DataFrame

    def only(self, numbers: pl.Series) -> "Described":
        """Return those with these numbers."""
        wanted = numbers.cast(pl.UInt32).alias("number").to_frame()
        return Described(
            self.rows.join(wanted, on="number", how="semi", maintain_order="left"),
            self.names.join(wanted, on="number", how="semi", maintain_order="left"),
        )


def same_words(left: Described, right: Described, *, within: bool) -> pl.DataFrame:
    """Return one row per pair with a name of the same words: left, right, likeness, and what SAID names.

    same_words: that is a full name of both; same_name: and nothing in the legal forms is against it, which other_form
    says; is_telling: the name is more than one word, or says a kind of institution. `within`: both are the same
    organisations, and each pair is wanted once, the later one left.
    """
    return _likest(_of_same_words(left.names, right.names, within))


def alike_words(left: Described, right: Described, *, within: bool) -> pl.DataFrame:
    """Return one row per pair with names that are alike, as same_words does; likeness goes from WORTH_ASKING to 1."""
    return _likest(_of_alike_words(left.names, right.names, within))


def same_acronym(left: Described, right: Described, *, within: bool) -> pl.DataFrame:
    """Return the pairs, left and right, of which one has only the short form of the other for a name.

    "VUB" and Vrije Universiteit Brussel; or both give the same short form, in the same city.
    """
    of_left, of_right = _acronyms(left.names), _acronyms(right.names)
    on = ["country", "acronym"]
    whole = pl.col("is_whole")
    found = [
        of_left.filter(whole).join(of_right.filter(~whole), on=on),
        of_left.filter(~whole).join(of_right.filter(whole), on=on),
        of_left.filter("is_said").join(of_right.filter("is_said"), on=[*on, "city"]),
    ]
    pairs = pl.concat([one.select(left="number", right="number_right") for one in found]).unique()
    return pairs.filter(pl.col("left") > pl.col("right")) if within else pairs


def likeness_of_pairs(pairs: pl.DataFrame, left: Described, right: Described) -> pl.DataFrame:
    """Return `pairs` (left, right) with the likeness of their likest names, and same_name and same_words."""
    columns = ["number", "role", "words", "own_words", "kinds", "numbers", "forms", "written_forms"]
    names, others = (one.names.filter(pl.col("role") != "short").select(columns) for one in (left, right))
    met = pairs.join(names, left_on="left", right_on="number").join(
        others, left_on="right", right_on="number", suffix="_right"
    )
    found = pairs.join(_likest(_compared(met, 0.0)), on=["left", "right"], how="left")
    return found.with_columns(pl.col("likeness").fill_null(0.0), pl.col(*SAID).fill_null(False))


def _likest(of_names: pl.DataFrame) -> pl.DataFrame:
    """Return one row per pair of organisations: what the likest of their names say."""
    return of_names.group_by("left", "right").agg(pl.col("likeness").max(), pl.col(*SAID).any())


def _of_same_words(left: pl.DataFrame, right: pl.DataFrame, within: bool) -> pl.DataFrame:
    left, right = (names.filter((pl.col("words") != "") & (pl.col("role") != "short")) for names in (left, right))
    often = right.group_by("words", "country").len().filter(pl.col("len") > MOST_WITH_ONE_NAME).select("words").unique()
    rare_left, rare_right = (names.join(often, on="words", how="anti") for names in (left, right))
    unknown = pl.col("country").is_null()
    met = [
        rare_left.join(rare_right, on=["words", "country"]),
        left.join(right, on=["words", "city"]),
        rare_left.filter(unknown).join(rare_right, on="words"),
        rare_left.filter(~unknown).join(rare_right.filter(unknown), on="words"),
    ]
    pairs = pl.concat(
        [one.select(left="number", right="number_right", likeness=pl.lit(1.0), **_said_of_names()) for one in met]
    )
    return (pairs.filter(pl.col("left") > pl.col("right")) if within else pairs).cast(NAMED)


def _said_of_names() -> dict[str, pl.Expr]:
    same_words = (pl.col("role") == "full") & (pl.col("role_right") == "full")
    own_words, kinds = pl.col("own_words"), pl.col("kinds")
    return {
        "same_name": same_words
        & _no_other_form()
        & pl.any_horizontal(own_words != "", pl.col("words").str.contains(" ")),
        "same_words": same_words,
        "other_form": same_words & ~_no_other_form(),
        "is_telling": own_words.str.contains(" ") | (kinds != ""),
    }


def _no_other_form() -> pl.Expr:
    """Return whether the legal forms are one, or only one name has one that names are often given without."""
    mine, other = pl.col("forms"), pl.col("forms_right")
    left_out = [
        (silent == "") & (written == "") & (said != "charitable company")
        for silent, said, written in (
            (mine, other, pl.col("written_forms_right")),
            (other, mine, pl.col("written_forms")),
        )
    ]
    return (mine == other) | left_out[0] | left_out[1]


def _of_alike_words(left: pl.DataFrame, right: pl.DataFrame, within: bool) -> pl.DataFrame:
    left, right = (
        names.filter((pl.col("words") != "") & (pl.col("role") != "short")).with_row_index("name_number")
        for names in (left, right)
    )
    right_parts = _with_numbers(_parts(right), right)
    shared_by = right_parts.group_by("country", "part").len().filter(pl.col("len") <= MOST_COMPARED)
    found = [pl.DataFrame(schema=NAMED)]
    for some in left.iter_slices(NAMES_AT_ONCE):
        rarest = (
            _parts(some)
            .join(shared_by, on=["country", "part"])
            .sort("name_number", "len", "part")
            .filter(pl.col("len").cum_sum().over("name_number") <= MOST_COMPARED)
        )
        # Names with other numbers in them are not alike.
        met = _with_numbers(rarest, left).join(right_parts, on=["country", "part", "numbers"])
        met = met.select("name_number", "name_number_right").unique()
        pairs = _worth_comparing(met, left, right, within)
        pairs = pl.concat(
            [
                left[pairs["name_number"]].rename({"number": "left"}),
                right[pairs["name_number_right"]].rename({"number": "right"}).rename(_as_right),
            ],
            how="horizontal",
        )
        found.append(_compared(pairs, WORTH_ASKING))
    return pl.concat(found)


def _worth_comparing(met: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame, within: bool) -> pl.DataFrame:
    """Return those of the pairs of names that can still become alike enough, by their own words being the same."""
    if within:
        met = met.filter(left["number"].gather(met["name_number"]) > right["number"].gather(met["name_number_right"]))
    likeness = _ratio(left["words"].gather(met["name_number"]), right["words"].gather(met["name_number_right"]))
    return met.filter((likeness * OF_ALL_WORDS + OF_OWN_WORDS >= WORTH_ASKING * 100) & (likeness < 1))


def _as_right(column: str) -> str:
    return column if column == "right" else f"{column}_right"


def _with_numbers(parts: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    return parts.with_columns(names["numbers"].gather(parts["name_number"]).alias("numbers"))


def _parts(names: pl.DataFrame) -> pl.DataFrame:
    """Return one row per name and part by which it is looked up.

    Parts are beginnings and ends of words, beginnings of two words (for those of common words), city and kind.
    """
    known = names.filter(pl.col("country").is_not_null())
    word = pl.col("own_words")
    words = (
        known.select("name_number", "country", word.str.split(" ")).explode("own_words", empty_as_null=True)
    ).filter(word != "")
    beginning = word.str.head(4)
    two = pl.lit("&") + beginning + beginning.shift(-1).over("name_number")
    parts = [
        words.select("name_number", "country", part=two).drop_nulls(),
        words.select("name_number", "country", part=pl.lit("^") + beginning),
        words.filter(word.str.len_chars() > 4).select("name_number", "country", part=pl.lit("$") + word.str.tail(4)),
        known.filter(pl.col("city").is_not_null() & (pl.col("kinds") != "")).select(
            "name_number", "country", part=pl.lit("@") + pl.col("city") + pl.lit(" ") + pl.col("kinds")
        ),
    ]
    return pl.concat(parts).unique(maintain_order=True)


def _compared(pairs: pl.DataFrame, at_least: float) -> pl.DataFrame:
    """Return the pairs of names that are alike at least so much: left, right, likeness, same_name, same_words."""
    all_words = _ratio(pairs["words"], pairs["words_right"])
    own_words = _ratio(pairs["own_words"], pairs["own_words_right"])
    same = pl.col("words") == pl.col("words_right")
    said = _said_of_names()
    compared = pairs.with_columns(all_words.alias("all"), own_words.alias("own")).select(
        "left",
        "right",
        likeness=pl.when(same)
        .then(1.0)
        .when(pl.col("numbers") != pl.col("numbers_right"))
        .then(0.0)
        .otherwise(
            pl.max_horizontal(
                (OF_ALL_WORDS * pl.col("all") + OF_OWN_WORDS * pl.col("own")) / 100
                - pl.when(pl.col("kinds") != pl.col("kinds_right")).then(OF_ANOTHER_KIND).otherwise(0.0),
                pl.when(_shortened()).then(OF_A_SHORTENED_NAME),
            )
        )
        .clip(0.0, 1.0),
        **{name: said[name] & (same | (name == "is_telling")) for name in SAID},
    )
    return compared.filter(pl.col("likeness") >= at_least).cast(NAMED)


def _shortened() -> pl.Expr:
    """Return whether all words of one name are in the other, if these are two or more beside the kind."""
    one, other = (pl.col(name).str.split(" ") for name in ("own_words", "own_words_right"))
    fewest = pl.min_horizontal(one.list.len(), other.list.len())
    shared = one.list.set_intersection(other).list.len()
    return (fewest >= 2) & (shared == fewest) & (pl.col("kinds") == pl.col("kinds_right"))


def _ratio(some: pl.Series, others: pl.Series) -> pl.Series:
    """Return how alike each text is to the other beside it, from 0 to 1."""
    found = process.cpdist(some.to_list(), others.to_list(), scorer=fuzz.ratio, workers=2)
    return pl.Series(found, dtype=pl.Float64) / 100


def _acronyms(names: pl.DataFrame) -> pl.DataFrame:
    """Return one row per short form of an organisation: number, country, city, acronym, is_whole, is_said."""
    one_word = pl.col("folded").str.replace_all(" ", "")
    # "VUB", and "V.U.B.", whose full stops are blanks by now.
    is_short = (pl.col("role") == "short") | pl.col("folded").str.contains(r"^(\S+|(\p{L} )+\p{L})$")
    said = names.filter(is_short).select(
        "number", "country", "city", acronym=one_word, is_whole=pl.col("role") == "full", is_said=pl.lit(True)
    )
    initials = names.filter(pl.col("role") == "full").select(
        "number", "country", "city", acronym="initials", is_whole=pl.lit(False), is_said=pl.lit(False)
    )
    length = pl.col("acronym").str.len_chars()
    return (
        pl.concat([said, initials])
        .filter(length.is_between(SHORTEST_ACRONYM, LONGEST_ACRONYM))
        .group_by("number", "country", "city", "acronym")
        .agg(pl.col("is_whole").any(), pl.col("is_said").any())
    )
