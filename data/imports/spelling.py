"""Names of organisations and cities brought to one spelling, so that two spellings of one name become the same.

Accents, capitals, punctuation, the order of words and what says the legal form go; words such as "university", and the
larger cities, are taken from their languages into one. What tells two organisations apart stays: "vrije" and "libre"
are not one word here, for Vrije Universiteit Brussel is not Université libre de Bruxelles.
"""

import re

import polars as pl

LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "œ": "oe", "æ": "ae", "ß": "ss", "’": "'"}
# München, Muenchen and Munchen; Århus and Aarhus: without accents, and with what is written in their place.
DIGRAPHS = {"ae": "a", "oe": "o", "ue": "u", "aa": "a"}

# What a legal form says: the kind of body. Two bodies of one name and two kinds are two.
ABBREVIATED_FORMS = {
    "association": "ev asbl vzw aisbl ivzw ry rf onlus aps odv zs ops oz mtu ngo ong npo kh egyesulet",
    "company": "gmbh mbh ag kg ug srl srls spa sarl sa sas sasu sl slu bv nv ltd limited llc inc plc oy oyj ab as "
    "aps sro spzoo doo dd kft zrt eood ood ead uab sia ou lda ike epe ae cic gesmbh llp se",
    "charitable company": "ggmbh gemeinnutzige",
    "cooperative": "crl scrl scarl scoop crl cvba eg",
}
WRITTEN_FORMS = {
    "association": "association asociacion asociatia asociace associacao associazione stowarzyszenie vereniging verein "
    "spolek yhdistys forening drustvo udruga udruzenje egyesulet asociacija biedriba syndesmos societe society",
    "foundation": "foundation fundacja fundacion fundacao fundatia fondation fondazione stichting stiftung saatio "
    "stiftelse stiftelsen fundacio nadace nadacia alapitvany zaklada ustanova fond fonden fondas",
    "cooperative": "cooperative cooperativa genossenschaft cooperatie spoldzielnia",
}
# Of several words, or of letters with a full stop after each.
PHRASES = {
    "e v": "ev",
    "r y": "ry",
    "z s": "zs",
    "o p s": "ops",
    "o z": "oz",
    "a s b l": "asbl",
    "v z w": "vzw",
    "s r l": "srl",
    "s p a": "spa",
    "s a r l": "sarl",
    "s a": "sa",
    "s l": "sl",
    "b v": "bv",
    "n v": "nv",
    "a s": "as",
    "a g": "ag",
    "s r o": "sro",
    "d o o": "doo",
    "sp z o o": "spzoo",
    "g m b h": "gmbh",
    "m b h": "mbh",
    "ges m b h": "gesmbh",
    "c r l": "crl",
    "s c r l": "scrl",
    "r f": "rf",
    "rek yhdistys": "ry",
    "eingetragener verein": "ev",
    "rekisteroity yhdistys": "ry",
    "gemeinnutzige gmbh": "ggmbh",
    "gemeinnutziger verein": "ev",
    "gesellschaft mit beschrankter haftung": "gmbh",
    "degli studi di": "",
    "degli studi": "",
    "university of applied sciences": "appliedsciences",
    "universities of applied sciences": "appliedsciences",
    "university of technology": "technical university",
    "institute of technology": "technical institute",
}
# Words that say which kind of institution it is, by the word they all become.
KINDS = {
    "university": "universiteit universitet universitetet universitat universitaet universita universidad universidade "
    "universite universitatea universitas univerzita univerzitet univerza uniwersytet uniwersytetu yliopisto egyetem "
    "universiteti universitesi ulikool universitetas universitate sveuciliste panepistimio univ universitats "
    "universitets universitatis",
    "polytechnic": "politecnico politecnica polytechnique polytechnical politehnica politechnika politechnic "
    "polytechnio politecnic polytecnico",
    "appliedsciences": "fachhochschule ammattikorkeakoulu hogeschool yrkeshogskola ammattikorkeakoulut uas",
    "technical": "technische tehnica tecnica technique tekniska tecnico technicka technischer tehnicka tehniski "
    "technological tecnologica technology tecnologia tehnologie tehnologija tekniske",
    "college": "college kolegija colegiul koledz",
    "institute": "institut instituto istituto institutet institutul instytut intezet instituut instituta institutas",
    "academy": "academie akademie akademia accademia academia akademija akademi akademin",
    "school": "escola escuela ecole scuola schule skola szkola skole",
    "faculty": "faculte facultad facultat fakultat fakultaet facolta faculteit faculdade facultatea fakulteta fakultet "
    "wydzial",
    "department": "dipartimento departamento departement abteilung katedra oddelek instituutti",
    "hospital": "hopital ospedale krankenhaus ziekenhuis szpital klinikum",
    "municipality": "commune comune gemeente gemeinde ayuntamiento concello stadt kommune kommun obec gmina obcina",
    "research": "forschung recherche ricerca investigacion investigacao onderzoek forskning",
}
LESSER_WORDS = (
    "of the de del della delle dei degli di do da dos das du des la le les lo il el los las der die den dem van von "
    "vom het l d at in im am zu zur zum fur for pour para per a an and und et y e i en och og ja si"
)
# Larger cities in the languages of their countries, by their English name.
CITIES = {
    "antwerp": "antwerpen anvers",
    "athens": "athina athinai athenes",
    "basel": "bale basle",
    "belgrade": "beograd",
    "bern": "berne",
    "bolzano": "bozen",
    "bruges": "brugge",
    "brussels": "brussel bruxelles brussel-hoofdstad",
    "bucharest": "bucuresti",
    "cologne": "koln koeln",
    "copenhagen": "kobenhavn kobenhavns koebenhavn",
    "cracow": "krakow krakau",
    "espoo": "esbo",
    "florence": "firenze",
    "geneva": "geneve genf",
    "genoa": "genova",
    "ghent": "gent gand",
    "gothenburg": "goteborg goteborgs goeteborg",
    "hague": "haag gravenhage",
    "hanover": "hannover",
    "helsinki": "helsingfors",
    "heraklion": "irakleio iraklio",
    "kyiv": "kiev",
    "leuven": "loven",
    "liege": "luik luttich",
    "limassol": "lemesos",
    "lisbon": "lisboa lisbonne",
    "lucerne": "luzern",
    "luxembourg": "luxemburg letzebuerg",
    "milan": "milano",
    "munich": "munchen muenchen",
    "naples": "napoli",
    "nicosia": "lefkosia",
    "nuremberg": "nurnberg nuernberg",
    "padua": "padova",
    "patras": "patra",
    "porto": "oporto",
    "prague": "praha",
    "rome": "roma",
    "saragossa": "zaragoza",
    "seville": "sevilla",
    "sofia": "sofija sofiya",
    "tampere": "tammerfors",
    "tirana": "tirane",
    "turin": "torino",
    "turku": "abo",
    "vaasa": "vasa",
    "venice": "venezia",
    "vienna": "wien",
    "warsaw": "warszawa",
}

_MARKS = r"\p{M}+"
_SIGNS = r"[^\p{L}\p{N}]+"


def folded(text: pl.Expr) -> pl.Expr:
    """Return the text without accents, capitals and punctuation, one blank between words."""
    bare = text.str.normalize("NFKD").str.replace_all(_MARKS, "").str.to_lowercase()
    return bare.str.replace_many(LETTERS).str.replace_all(_SIGNS, " ").str.strip_chars(" ")


def spelled(names: pl.Series) -> pl.DataFrame:
    """Return one row per different name: name, and how it is compared.

    `words` are its words in one spelling and order, without the legal form; `own_words` those that say neither a kind
    nor a legal form; `kinds` which kind of institution it says; `numbers` the numbers in it; `forms` the kinds of its
    legal form and `written_forms` those said in a word; `initials` of the words as they stand. All are text, parts
    divided by blanks, "" for none.
    """
    different = names.unique().drop_nulls().alias("name").to_frame()
    words = (
        different.with_columns(_with_phrases(folded(pl.col("name"))).str.split(" ").alias("word"))
        .explode("word", empty_as_null=True)
        .filter(pl.col("word") != "")
        .with_columns(pl.col("word").replace_strict(_FORMS, default=None).alias("form"))
        .with_columns(pl.col("word").is_in(list(_WRITTEN)).alias("is_written_form"))
        .with_columns(_one_word(pl.col("word")).alias("spelling"))
        .filter(~pl.col("word").is_in(list(_LESSER)))
        .with_columns(
            pl.col("spelling").is_in(list(KINDS)).alias("is_kind"), pl.col("form").is_not_null().alias("is_form")
        )
    )
    # A polytechnic university and a polytechnic are one word in some languages and two in others.
    kinds = pl.col("spelling").filter(pl.col("is_kind"))
    says_more = kinds.is_in(["polytechnic", "appliedsciences"]).any().over("name")
    words = words.filter(~(says_more & pl.col("spelling").is_in(["university", "technical"]) & pl.col("is_kind")))
    # A name of nothing but a legal form keeps it.
    words = words.with_columns((~pl.col("is_form") | pl.col("is_form").all().over("name")).alias("is_kept"))
    keeps = pl.col("is_kept")
    said = words.group_by("name").agg(
        _joined(pl.col("spelling").filter(keeps)).alias("words"),
        _joined(pl.col("spelling").filter(keeps & ~pl.col("is_kind"))).alias("own_words"),
        _joined(kinds.unique()).alias("kinds"),
        _joined(pl.col("word").filter(pl.col("word").str.contains(r"\p{N}"))).alias("numbers"),
        _joined(pl.col("form").drop_nulls().unique()).alias("forms"),
        _joined(pl.col("form").filter(pl.col("is_written_form")).drop_nulls().unique()).alias("written_forms"),
        pl.col("word").filter(keeps).str.head(1).str.join("").alias("initials"),
    )
    return different.join(said, on="name", how="left").with_columns(pl.exclude("name").fill_null(""))


def spelled_city(city: pl.Expr) -> pl.Expr:
    """Return the spellings of a city as a list: the whole, and each part that a slash or comma divides; without digits.

    Postal codes, districts and CEDEX go: "1050 Bruxelles", "Brussel 5" and "Brussels" are one.
    """
    parts = pl.concat_list(city, city.str.split("/").list.eval(pl.element().str.split(",").explode()))
    return parts.list.eval(
        folded(pl.element())
        .str.replace_all(r"\bcedex\b.*$|\p{N}+", " ")
        .str.split(" ")
        .list.eval(_without_digraphs(pl.element().filter(pl.element().str.len_chars() > 1)).replace(_CITY_WORDS))
        .list.join(" ")
    ).list.eval(pl.element().filter(pl.element() != "").unique(maintain_order=True))


def _one_word(word: pl.Expr) -> pl.Expr:
    return _without_digraphs(word).replace(_WORDS)


def _without_digraphs(word: pl.Expr) -> pl.Expr:
    return word.str.replace_many(DIGRAPHS)


def _with_phrases(text: pl.Expr) -> pl.Expr:
    padded = pl.concat_str(pl.lit(" "), text, pl.lit(" "))
    return padded.str.replace_many(_PHRASES, leftmost=True).str.strip_chars(" ")


def _joined(words: pl.Expr) -> pl.Expr:
    return words.sort().str.join(" ")


def _plain(word: str) -> str:
    """Return a word of the tables above as _without_digraphs leaves it."""
    return re.sub("|".join(DIGRAPHS), lambda found: DIGRAPHS[found[0]], word)


# Two letters in a row between blanks share a blank: the longest phrase goes first.
_PHRASES = {f" {phrase} ": f" {word} " for phrase, word in sorted(PHRASES.items(), key=lambda entry: -len(entry[0]))}
_WRITTEN = {word for words in WRITTEN_FORMS.values() for word in words.split()}
_FORMS = {
    word: form
    for forms in (ABBREVIATED_FORMS, WRITTEN_FORMS)
    for form, words in forms.items()
    for word in words.split()
}
_LESSER = frozenset(LESSER_WORDS.split())


def _by_spelling(*tables: dict[str, str]) -> dict[str, str]:
    """Return the one word for each word of the tables, that one word included."""
    listed = {_plain(word): one for table in tables for one, words in table.items() for word in words.split()}
    return listed | {_plain(one): one for table in tables for one in table}


_CITY_WORDS = _by_spelling(CITIES)
_WORDS = _by_spelling(KINDS, CITIES)
