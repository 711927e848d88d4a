"""Which entries meet an expression: one bitmap, exact."""

import re
from collections.abc import Sequence

from pyroaring import BitMap

from portal.shelf import phrases, terms
from portal.shelf.criteria import TEXT_FIELDS, All, And, Exists, Expression, Not, Nothing, Or, Phrase, Prefix, Range, Term, Wildcard, Words
from portal.shelf.exact import Exact
from portal.shelf.fields import HEADING, NUMBER_OF, WHOLE
from portal.shelf.lookup import Index, Zone, united
from portal.shelf.words import Run, Word, folded, is_han, wording, words

# Names for the whole text, and fields with a text but without exact values: a term of theirs is a phrase.
WHOLE_TEXT = frozenset({None, "text"})
TEXT_ONLY = frozenset({None, "text", "title", "notes"})
_NOT_IN_A_PATTERN = re.compile(r"(?:_|[^\w*?])+")
_WILD = re.compile(r"[*?]+")


class Evaluation:
    """Evaluates expressions on one snapshot. No bitmap is changed in place: some are remembered between requests.

    In the zone `heads`, words that may stand anywhere are looked for in title and tags only; everything else stays as it
    is. So "found in the heads too" is what ranks an entry higher.
    """

    def __init__(self, index: Index, zone: Zone = "docs") -> None:
        self.index = index
        self.zone = zone
        self.exact = Exact(index)

    def of(self, expression: Expression) -> BitMap:  # noqa: C901, PLR0911 - one line for each kind of expression
        match expression:
            case All():
                return self.index.standing
            case Nothing():
                return BitMap()
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return united([self.of(part) for part in parts])
            case Not(part):
                return self.index.standing - self.of(part)
            case Words(text, field):
                return self._words(text, field) if field is None or field in TEXT_FIELDS else self.exact.equal(field, text)
            case Phrase(text, field):
                return self._phrase(text, field) if field is None or field in TEXT_FIELDS else self.exact.equal(field, text)
            case Term(field, value):
                return self._phrase(value, field) if field in TEXT_ONLY else self.exact.equal(field, value)
            case Prefix(field, value):
                return self._words(value + "*", field) if field in TEXT_ONLY else self.exact.beginning(field, value)
            case Wildcard(field, pattern):
                return self._wildcard(pattern, field) if field is None or field in TEXT_ONLY else self.exact.like(field, pattern)
            case Range():
                return self.exact.between(expression)
            case Exists(field):
                return self.exact.filled(field)

    def _all_of(self, parts: Sequence[Expression]) -> BitMap:
        found = self.index.standing
        for part in parts:
            if not found:
                break
            found = found & self.of(part)
        return found

    def _words(self, text: str, field: str | None) -> BitMap:
        found = self.index.standing
        for word in words(text):
            if not found:
                break
            found = found & self._word(word, field)
        return found

    def _word(self, word: Word, field: str | None) -> BitMap:
        found = self.index.standing
        for run in word.runs:
            found = found & self._run(run, field, is_open=word.is_open and run is word.runs[-1])
        if word.is_pair and not is_han(word.text) and field in {None, "text", "title"}:
            return found | self.index.having([terms.inner(word.text)])[0]
        return found

    def _run(self, run: Run, field: str | None, *, is_open: bool) -> BitMap:
        if field not in WHOLE_TEXT:
            spots = [(run.text + terms.LAST, 0)] if is_open else phrases.spots(run.text)
            return self.index.side_by_side(spots, self._planes(field))
        if is_open:
            return self.index.beginning(run.text, self.zone)
        return self._standing_as(run.text, field)

    def _phrase(self, text: str, field: str | None) -> BitMap:
        worded = wording(text)
        return self._standing_as(worded, field) if worded else self.index.standing

    def _standing_as(self, worded: str, field: str | None) -> BitMap:
        """The documents in which this wording stands as it is."""
        if field not in WHOLE_TEXT:
            return self.index.side_by_side(phrases.spots(worded), self._planes(field))
        if _is_one_term(worded):
            return self.index.having([worded], self.zone)[0]
        spots = phrases.spots(worded)
        whole = [term for term, _ in spots if not term.endswith((terms.BLANK, terms.END, terms.LAST))]
        among = self.index.standing
        for docs in self.index.having(whole, self.zone):
            among = among & docs
        return self.index.side_by_side(spots, self._planes(field), among) if among else among

    def _wildcard(self, pattern: str, field: str | None) -> BitMap:
        if not pattern.strip("*"):
            return self.exact.filled(field or "text")
        parts = [part for part in _NOT_IN_A_PATTERN.split(folded(pattern)) if part]
        found = self.index.standing
        for part in parts:
            found = found & self._pattern(part, field)
        return found

    def _pattern(self, pattern: str, field: str | None) -> BitMap:
        if any(map(is_han, pattern)):
            return self._words(_WILD.sub(" ", pattern), field)
        matching = self.index.vocabulary(pattern)
        if field in WHOLE_TEXT:
            return united(self.index.having(matching, self.zone))
        return self.index.any_of(matching, self._planes(field))

    def _planes(self, field: str | None) -> tuple[int, ...]:
        if field in WHOLE_TEXT:
            return WHOLE if self.zone == "docs" else HEADING
        return (NUMBER_OF[str(field)],)


def _is_one_term(worded: str) -> bool:
    """Whether the wording is a term of the index by itself: up to four Han characters, or one run of letters and digits."""
    if is_han(worded):
        return len(worded) <= terms.FOUR
    return terms.BLANK not in worded and not any(map(is_han, worded))
