"""The text of a search, read into an `Expression` of the shelf.

Two languages, as in CKAN. `simple`: words, "phrases", +must, -mustnot; nothing in it is an error. `lucene`: fields,
operators, groups, ranges, wildcards; an error says where. Words have no ranking here: every word is required.

Precedence differs from Lucene on purpose: NOT binds tightest, then OR, then AND and juxtaposition, so that
`a OR b c` is `(a OR b) AND c`. That is what every known client means by it. A negation alone, on top or nested,
means everything except.
"""

import re
from collections.abc import Callable
from datetime import datetime

from portal.ckan_interop import fields
from portal.ckan_interop.errors import SearchError
from portal.ckan_interop.fields import Bare, Bounds, Quoted, Value
from portal.shelf.criteria import All, And, Expression, Not, Nothing, Or, Phrase, Words

LONGEST = 65_536
MOST_CLAUSES = 1_024
DEEPEST = 50

_SPACE = re.compile(r"[\s\u3000]*")
_AND, _OR, _NOT = (re.compile(rf"(?:{word})(?![^\s\u3000()\"\[\]{{}}])") for word in (r"AND|&&", r"OR|\|\|", "NOT"))
_SUFFIX = re.compile(r"(?:[~^](?:[0-9]+(?:\.[0-9]*)?)?)*")
_RANGE = re.compile(r"([\[{])[\s\u3000]*(\"[^\"]*\"|[^\s\u3000\]}]+)[\s\u3000]+TO[\s\u3000]+(\"[^\"]*\"|[^\s\u3000\]}]+)[\s\u3000]*([\]}])")
_PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_RUN = re.compile(r"[^\s\u3000()]*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ENDS_A_TERM = frozenset('()[]{}"^~:')
_SIMPLE = re.compile(r'([+-]?)(?:"([^"]*)"|([^\s\u3000"]+))')
_WORD = re.compile(r"[^\W_]")
# In the simple language these words mean nothing: all other words are required as it is.
_OPERATOR_WORDS = frozenset({"AND", "OR", "NOT", "&&", "||"})
_ALL_TEXTS = frozenset({"", '""', "''", "*", "*:*"})


def query(text: str, now: datetime) -> Expression:
    """What `q` asks for: the simple language, or Lucene's as soon as there is a colon in it."""
    asked = text.strip()
    if asked in _ALL_TEXTS:
        return All()
    return _Reader(asked, "q", now).whole() if ":" in asked else simple(asked)


def restriction(text: str, parameter: str, now: datetime) -> Expression:
    """What `fq`, or a member of `fq_list`, asks for: always Lucene's language; an unknown field holds nothing."""
    asked = text.strip()
    return _Reader(asked, parameter, now).whole() if asked else All()


def simple(text: str) -> Expression:
    """Words and phrases, all required; a minus in front forbids."""
    wanted: list[Expression] = []
    for sign, phrase, word in _SIMPLE.findall(text[:LONGEST]):
        if not _WORD.search(word or phrase) or (not sign and word in _OPERATOR_WORDS):
            continue
        part: Expression = Words(word) if word else Phrase(phrase)
        wanted.append(Not(part) if sign == "-" else part)
    # Signs alone are no words, and nothing is called by them.
    return together(wanted[:MOST_CLAUSES]) if wanted else Nothing()


def together(parts: list[Expression]) -> Expression:
    """All of the parts at once; none at all is everything."""
    wanted = [part for part in parts if part != All()]
    if not wanted:
        return All()
    return wanted[0] if len(wanted) == 1 else And(tuple(wanted))


class _Reader:
    """One pass over a text in Lucene's language. In `q` an unknown field is taken as the literal text that a person typed."""

    def __init__(self, text: str, parameter: str, now: datetime) -> None:
        self.text = text
        self.parameter = parameter
        self.now = now
        self.lenient = parameter == "q"
        self.at = 0
        self.depth = 0
        self.clauses = 0

    def whole(self) -> Expression:
        """The expression of the whole text."""
        if len(self.text) > LONGEST:
            raise self._wrong("it is too long")
        found = self._conjunction(None)
        if self.at < len(self.text):
            raise self._wrong(f"unexpected {self.text[self.at]!r}")
        return found

    def _conjunction(self, field: str | None) -> Expression:
        parts = [self._disjunction(field)]
        while not self._closed():
            self._take(_AND)
            parts.append(self._disjunction(field))
        return together(parts)

    def _disjunction(self, field: str | None) -> Expression:
        parts = [self._clause(field)]
        while self._take(_OR):
            parts.append(self._clause(field))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _clause(self, field: str | None) -> Expression:
        if self._take(_NOT) or self._take_sign("-!"):
            return Not(self._deeper(self._clause, field))
        if self._take_sign("+"):
            return self._deeper(self._clause, field)
        return self._operand(field)

    def _operand(self, field: str | None) -> Expression:
        self._count()
        if self._closed():
            raise self._wrong("something is missing")
        if self.text.startswith("*:*", self.at):
            self.at += len("*:*")
            return All()
        if self.text[self.at] in '("[{':
            return self._value(field)
        start = self.at
        value = self._term()
        if self._next_is(":"):
            self.at += 1
            return self._of_field(fields.unescaped(self.text[start : self.at - 1]))
        if value.text in _OPERATOR_WORDS:
            raise self._wrong(f"unexpected {value.text}")
        return self._leaf(field, value)

    def _of_field(self, name: str) -> Expression:
        if fields.is_known(name) or not self.lenient:
            return self._value(name)
        if self._next_is("(") or self._next_is('"'):
            return together([Words(name), self._value(None)])
        return Words(f"{name} {self._run()}")

    def _value(self, field: str | None) -> Expression:
        if self._closed():
            raise self._wrong("a value is missing")
        first = self.text[self.at]
        if first == "(":
            return self._deeper(self._group, field)
        if first == '"':
            return self._leaf(field, self._phrase())
        if first in "[{":
            return self._leaf(field, self._range())
        return self._leaf(field, self._term_with_colons() if self.lenient else self._term())

    def _group(self, field: str | None) -> Expression:
        self.at += 1
        found = self._conjunction(field)
        if not self._next_is(")"):
            raise self._wrong("a bracket is not closed")
        self.at += 1
        self._skip_suffix()
        return found

    def _leaf(self, field: str | None, value: Value) -> Expression:
        self._skip_suffix()
        if not self.lenient and self._next_is(":"):
            raise self._wrong("unexpected ':'")
        return fields.matching(field, value, self.now)

    def _phrase(self) -> Quoted:
        found = _PHRASE.match(self.text, self.at)
        if found is None:
            raise self._wrong("a quotation mark is not closed")
        self.at = found.end()
        return Quoted(_ESCAPED.sub(r"\1", found[1]))

    def _range(self) -> Bounds:
        found = _RANGE.match(self.text, self.at)
        if found is None:
            raise self._wrong("a range is not [… TO …]")
        self.at = found.end()
        opening, low, high, closing = found.groups()
        return Bounds(_bound(low), _bound(high), include_low=opening == "[", include_high=closing == "]")

    def _term(self, ends: frozenset[str] = _ENDS_A_TERM) -> Bare:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ends and not self.text[self.at].isspace():
            self.at += 2 if self.text[self.at] == "\\" else 1
        if self.at > len(self.text):
            raise self._wrong("it ends in a backslash")
        if self.at == start:
            raise self._wrong(f"unexpected {self.text[start]!r}")
        return Bare(self.text[start : self.at])

    def _term_with_colons(self) -> Bare:
        return self._term(_ENDS_A_TERM - {":"})

    def _run(self) -> str:
        found = _RUN.match(self.text, self.at)
        run = found[0] if found else ""
        self.at += len(run)
        return run

    def _deeper(self, read: Callable[[str | None], Expression], field: str | None) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong("it is nested too deeply")
        found = read(field)
        self.depth -= 1
        return found

    def _count(self) -> None:
        self.clauses += 1
        if self.clauses > MOST_CLAUSES:
            raise self._wrong(f"it has more than {MOST_CLAUSES} clauses")

    def _take(self, word: re.Pattern[str]) -> bool:
        self._skip_space()
        found = word.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found is not None

    def _take_sign(self, signs: str) -> bool:
        self._skip_space()
        taken = self.at < len(self.text) and self.text[self.at] in signs
        self.at += taken
        return taken

    def _closed(self) -> bool:
        self._skip_space()
        return self.at >= len(self.text) or self.text[self.at] == ")"

    def _next_is(self, character: str) -> bool:
        return self.text.startswith(character, self.at)

    def _skip_space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _skip_suffix(self) -> None:
        """Boosts, slop and fuzziness change ranking only; they are read and have no effect."""
        found = _SUFFIX.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _wrong(self, what: str) -> SearchError:
        return SearchError(f"Cannot parse '{self.parameter}' at character {min(self.at, len(self.text)) + 1}: {what}")


def _bound(text: str) -> str | None:
    if text == "*":
        return None
    return text[1:-1] if text.startswith('"') else fields.unescaped(text)
