"""Which messages the screens use, and which of them a locale leaves untranslated."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from jinja2.ext import babel_extract

from portal.i18n.tongue import catalog

PORTAL = Path(__file__).parent.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "marked": None}
JINJA_OPTIONS = {"trimmed": "true", "silent": "false"}

MessageId = str | tuple[str, ...]


def used() -> frozenset[MessageId]:
    """Every message in the portal's templates and code; plural messages are pairs."""
    return frozenset(_in_templates()) | frozenset(_in_code())


def untranslated(locale: str) -> tuple[MessageId, ...]:
    """Messages that are used but have no, an empty or a doubtful (fuzzy) translation."""
    messages = catalog(locale)
    missing = (message for message in used() if not _is_translated(messages.get(message), messages.num_plurals))
    return tuple(sorted(missing, key=str))


def unused(locale: str) -> tuple[MessageId, ...]:
    """Messages that are translated but used nowhere any more."""
    known = {_key(message.id) for message in catalog(locale) if message.id}
    return tuple(sorted(known - used(), key=str))


def _is_translated(message: object, forms: int) -> bool:
    text = getattr(message, "string", None)
    if not text or getattr(message, "fuzzy", True):
        return False
    return isinstance(text, str) or (len(text) == forms and all(text))


def _in_templates() -> Iterator[MessageId]:
    for path in sorted((PORTAL / "templates").rglob("*.html")):
        with path.open("rb") as file:
            for _line, _function, message, _comments in babel_extract(file, list(KEYWORDS), [], JINJA_OPTIONS):
                yield _key(message)


def _in_code() -> Iterator[MessageId]:
    for path in sorted(PORTAL.rglob("*.py")):
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("python", file, KEYWORDS):
                yield _key(message)


def _key(message: object) -> MessageId:
    """A plural message as a pair, whatever held it; babel hands out lists, tuples with blanks and strings."""
    if isinstance(message, str):
        return message
    if isinstance(message, (list, tuple)):
        words = tuple(word for word in message if isinstance(word, str))
        return words if len(words) > 1 else words[0]
    raise TypeError(message)
