"""In which encoding the bytes of a text file are, and the same text as UTF-8 with one kind of line end.

UTF-8 proves itself. An older code page reads every file, only wrongly; which one makes words of a European language is
told by pairs of letters as they stand in the names of countries, languages and days (CLDR, through Babel).
"""

import codecs
import itertools
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import IO, Literal

import numpy as np
from babel import Locale

from data.problems import Problem

CHUNK = 16 * 1024 * 1024
# A line longer than this is no line of a table.
LONGEST_LINE = 64 * 1024 * 1024
SAMPLE = 64 * 1024
MOST_WORDS = 500

WESTERN = "da de es fi fr ga is it nb nl pt sv"
CENTRAL = "cs hr hu pl ro sk sl sq"
# Code page -> languages it was made for.
CODE_PAGES = {
    "cp1252": WESTERN,
    "cp1250": CENTRAL,
    "cp1253": "el",
    "cp1257": "et lt lv",
    "cp1251": "bg mk sr uk",
    "cp1254": "tr",
    "cp850": WESTERN,
    "cp852": CENTRAL,
    "mac_roman": WESTERN,
}
# In favour of a code page, per sample: western Windows files are by far the most, those of DOS and of old Macs rare.
FAVOUR = {"cp1252": 2.0, "cp850": -10.0, "cp852": -10.0, "mac_roman": -10.0}
SIGNS = frozenset("–—‘’“”„«»€£°§©®™…ºª´·•\u00a0")
RARE = 1e-5
WORD = re.compile(r"[^\W\d_]+")
# A sign beyond ASCII that is no letter, with its neighbours.
SIGN = re.compile(r"(?=(.)([^\x00-\x7f\w])(.))", re.DOTALL)

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

LineEnds = Literal["as one", "carriage returns", "mixed"]
Opened = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes of a text tells."""

    encoding: str
    # Whether the code page was guessed, and whether some lines are UTF-8 all the same.
    guessed: bool
    mixed: bool
    line_ends: LineEnds
    has_nul: bool
    mark_length: int
    size: int
    checksum: int


@dataclass(frozen=True)
class Mended:
    """A line that was changed so that it could be read; lines of its chunk count from 0."""

    line: int
    rule: Literal["encoding", "NUL byte"]
    value: str
    became: str


def survey(opened: Opened, watch: Callable[[int], None] = lambda _: None) -> Survey:
    """Return what one pass over the bytes tells; `watch` is told how many bytes were read and may raise."""
    size = checksum = 0
    encoding, mark_length, undecided = "", 0, b""
    signs: Counter[str] = Counter()
    sample = bytearray()
    is_utf8, multibyte_lines = True, False
    with opened() as stream:
        while block := stream.read(CHUNK):
            if size == 0:
                encoding, mark_length = _first_look(block)
            size += len(block)
            watch(size)
            checksum = zlib.crc32(block, checksum)
            signs.update({"\r\n": block.count(b"\r\n"), "\r": block.count(b"\r"), "\n": block.count(b"\n")})
            signs["\0"] += block.count(b"\0")
            if encoding:
                continue
            # Whole lines only, so that no letter is cut in two.
            block = undecided + block[mark_length if size == len(block) else 0 :]
            end = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1 or len(block)
            undecided = block[end:]
            is_utf8, multibyte_lines = _look_at(block[:end], is_utf8, multibyte_lines, sample)
        if not encoding and undecided:
            is_utf8, multibyte_lines = _look_at(undecided, is_utf8, multibyte_lines, sample)
    carriage_returns = signs["\r"] - signs["\r\n"]
    ends: LineEnds = "as one" if not carriage_returns else "mixed" if signs["\n"] else "carriage returns"
    guessed = not encoding and not is_utf8
    return Survey(
        encoding or ("utf-8" if is_utf8 else code_page(bytes(sample), mac=ends == "carriage returns")),
        guessed,
        guessed and multibyte_lines,
        ends,
        signs["\0"] > 0 and not encoding.startswith(("utf-16", "utf-32")),
        mark_length,
        size,
        checksum,
    )  # fmt: skip


def _first_look(block: bytes) -> tuple[str, int]:
    """Return the encoding that the first bytes prove, "" where they do not, and the length of a byte order mark."""
    for mark, encoding in MARKS.items():
        if block.startswith(mark):
            # A mark of UTF-8 before a text that is none is left to the look at its lines.
            return ("" if encoding == "utf-8" else encoding), len(mark)
    start = block[:4096]
    if len(start) >= 4:
        nul = [start[first::2].count(0) / len(start[first::2]) for first in (0, 1)]
        if nul[1] > 0.4 > 0.1 > nul[0]:
            return "utf-16-le", 0
        if nul[0] > 0.4 > 0.1 > nul[1]:
            return "utf-16-be", 0
    return "", 0


def _look_at(block: bytes, is_utf8: bool, multibyte_lines: bool, sample: bytearray) -> tuple[bool, bool]:
    if block.isascii():
        return is_utf8, multibyte_lines
    try:
        block.decode()
    except UnicodeDecodeError:
        for line in re.split(b"[\r\n]+", block):
            if line.isascii():
                continue
            try:
                line.decode()
            except UnicodeDecodeError:
                if len(sample) < SAMPLE:
                    sample += line[:SAMPLE] + b"\n"
            else:
                multibyte_lines = True
        return False, multibyte_lines
    return is_utf8, True


def code_page(sample: bytes, *, mac: bool = False) -> str:
    """Return the code page in which a sample, which is not UTF-8, says most like words; `mac`: of an old Mac."""
    favour = FAVOUR | ({"mac_roman": 2.0} if mac else {})
    return max(CODE_PAGES, key=lambda page: _likeness(sample, page) + favour.get(page, 0.0))


def _likeness(sample: bytes, page: str) -> float:
    """Return the logarithm of how likely the words beyond ASCII are, each in the language that fits it best."""
    said = sample.decode(page, errors="replace")
    words = (word for word in WORD.findall(said) if not word.isascii())
    languages = [_pairs(language) for language in CODE_PAGES[page].split()]
    likeness = 0.0
    for word in itertools.islice(words, MOST_WORDS):
        pairs = [pair for pair in map("".join, itertools.pairwise(f" {word.lower()} ")) if not pair.isascii()]
        likeness += max(sum(math.log(known.get(pair, 0.0) + RARE) for pair in pairs) for known in languages)
        # A capital letter within a word.
        likeness -= 6 * sum(b.isupper() and a.islower() for a, b in itertools.pairwise(word))
    # Signs that are no letters stand beside words, hardly ever within.
    for before, sign, after in itertools.islice(SIGN.findall(said), MOST_WORDS):
        is_within = before.isalpha() and after.isalpha()
        likeness -= 8 if sign in SIGNS and (not is_within or sign == "’") else 25
    return likeness


@cache
def _pairs(language: str) -> dict[str, float]:
    """Return the share of each pair of signs, one beyond ASCII, among such pairs in words of a language."""
    locale = Locale(language)
    words = [*locale.territories.values(), *locale.languages.values(), *locale.scripts.values()]
    words += [*locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values()]
    # Romanian was written with cedillas before code pages had its commas.
    lower = [f" {word.lower().translate({0x219: 'ş', 0x21B: 'ţ'})} " for word in words]
    found = Counter(pair for word in lower for pair in map("".join, itertools.pairwise(word)) if not pair.isascii())
    return {pair: count / found.total() for pair, count in found.items()}


def chunks(opened: Opened, found: Survey, watch: Callable[[int], None] = lambda _: None) -> Iterator[
    tuple[bytes, list[Mended], bool]
]:  # fmt: skip
    """Yield the text as UTF-8 in pieces of whole lines that end in line feeds, what was mended, and whether it ends.

    Raise Problem when the bytes are not those of the survey.
    """
    size = checksum = 0
    end = b"\r" if found.line_ends == "carriage returns" else b"\n"
    decoder = codecs.getincrementaldecoder(found.encoding)(errors="replace")
    is_wide = found.encoding.startswith(("utf-16", "utf-32"))
    rest = b""
    with opened() as stream:
        while block := stream.read(CHUNK):
            start = found.mark_length if size == 0 else 0
            size += len(block)
            watch(size)
            checksum = zlib.crc32(block, checksum)
            piece = block[start:]
            whole = rest + (decoder.decode(piece).encode() if is_wide else piece)
            cut = whole.rfind(end) + 1
            if not cut and len(whole) > LONGEST_LINE:
                raise Problem(
                    "A line of the file is longer than {n} million characters.",
                    "This is no table; choose another file.",
                    n=LONGEST_LINE // 1_000_000,
                )
            rest = whole[cut:]
            if cut:
                yield *_mended(whole[:cut], found), False
    # The end of a file on DOS, which some programs still write.
    rest = rest.removesuffix(b"\x1a")
    if (size, checksum) != (found.size, found.checksum):
        raise changed()
    yield *_mended(rest, found), True


def changed() -> Problem:
    """Return the Problem that says that a file is not what it was when it was looked at first."""
    return Problem(
        "The file changed while it was being read.",
        "Close it in other programs and import it again when it is complete.",
    )


def _mended(piece: bytes, found: Survey) -> tuple[bytes, list[Mended]]:
    mended: list[Mended] = []
    if found.line_ends != "as one" or b"\r" in piece:
        piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if found.has_nul and b"\0" in piece:
        for line, content in _lines_with(piece, 0):
            shown = content.decode(errors="replace")[:200]
            mended.append(Mended(line, "NUL byte", shown.replace("\0", "␀"), shown.replace("\0", "")))
        piece = piece.replace(b"\0", b"")
    if found.guessed:
        if found.mixed:
            piece, lines = _decoded_by_line(piece, found.encoding)
            mended += lines
        else:
            piece = piece.decode(found.encoding, errors="replace").encode()
    return piece, mended


def _lines_with(piece: bytes, sign: int) -> Iterator[tuple[int, bytes]]:
    found = np.frombuffer(piece, np.uint8)
    ends = np.flatnonzero(found == 10)
    for line in np.unique(np.searchsorted(ends, np.flatnonzero(found == sign))):
        start = int(ends[line - 1]) + 1 if line else 0
        yield int(line), piece[start : int(ends[line]) if line < len(ends) else len(piece)]


def _decoded_by_line(piece: bytes, page: str) -> tuple[bytes, list[Mended]]:
    """Return lines as UTF-8 of which some are in an older code page, a line of both kinds sign by sign."""
    try:
        piece.decode()
    except UnicodeDecodeError:
        pass
    else:
        return piece, []
    lines, mended = piece.split(b"\n"), []
    for number, line in enumerate(lines):
        try:
            line.decode()
        except UnicodeDecodeError:
            said = _sign_by_sign(line, page)
            lines[number] = said.encode()
            mended.append(Mended(number, "encoding", line.decode(errors="replace")[:200], said[:200]))
    return b"\n".join(lines), mended


def _sign_by_sign(line: bytes, page: str) -> str:
    said = ""
    while line:
        try:
            return said + line.decode()
        except UnicodeDecodeError as fault:
            wrong = max(fault.end, fault.start + 1)
            said += line[: fault.start].decode() + line[fault.start : wrong].decode(page, errors="replace")
            line = line[wrong:]
    return said
