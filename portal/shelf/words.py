"""What counts as a word, in one place.

The wording of a text is its NFKC form in lower case, in which whatever is neither letter nor digit has become one
blank. It falls into runs: of Han characters, or of other letters and digits.

A query falls into words at its blanks. A word matches a text when each of its runs does: a run of Han characters as a
substring, one of letters and digits as a whole run of the text, or as the beginning of one when a `*` follows it. And
because people type what they see on the page, a word of exactly two characters also matches a title that contains it
as it stands, be it half of a Latin word.

A phrase matches a text whose wording contains the phrase's wording, not cutting a run of letters and digits in two.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W_{_HAN}]+")
_WORD = re.compile(r"[^\W_]+\*?")
_HAN_ONLY = re.compile(rf"[{_HAN}]+")
_BETWEEN = re.compile(r"[\W_]+")
# A word so short that it is also looked for inside the words of a title.
PAIR = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Han characters, or letters and digits, side by side; `start` is its place in the text it was found in."""

    text: str
    start: int
    is_han: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query; `is_open` when a star behind its last run lets that run be only a beginning."""

    text: str
    runs: tuple[Run, ...]
    is_open: bool

    @property
    def is_pair(self) -> bool:
        return len(self.text) == PAIR and not self.is_open


def folded(text: str) -> str:
    """NFKC in lower case; again NFKC, because lower case may come apart."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def wording(text: str) -> str:
    """The runs of a text as they stand, one blank where anything else was."""
    return _BETWEEN.sub(" ", folded(text)).strip()


def storable(text: str) -> str:
    """The text with a mark for each half of a character: what no file can hold is in no file."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def runs(worded: str) -> Iterator[Run]:
    """The runs of a wording, from left to right."""
    for match in _RUN.finditer(worded):
        yield Run(match.group(), match.start(), match.group("han") is not None)


def is_han(text: str) -> bool:
    """Whether a text is Han characters throughout."""
    return _HAN_ONLY.fullmatch(text) is not None


def words(query: str) -> tuple[Word, ...]:
    """The words of a query; none when nothing in it is a letter, a digit or a Han character."""
    return tuple(_word(match.group()) for match in _WORD.finditer(folded(query)))


def _word(text: str) -> Word:
    bare = text.rstrip("*")
    parts = tuple(runs(bare))
    return Word(bare, parts, is_open=text != bare and not parts[-1].is_han)
