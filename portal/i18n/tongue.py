"""A tongue: a locale, the path prefix that chooses it, and its translations.

Messages are written in English in code and templates; `messages.po` of each locale is read once
and compiled in memory, so no binary file is kept beside it.
"""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

DIRECTORY = Path(__file__).parent


def marked(message: str) -> str:
    """A message that is translated later, where the tongue is known; extraction finds it by this call."""
    return message


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one reader is spoken to; `prefix` stands before every path of this tongue."""

    locale: str
    lang: str
    prefix: str
    translations: Translations

    def gettext(self, message: str) -> str:
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form for this number, with `%(num)s` written out with thousands separators."""
        return self.translations.ngettext(one, many, number) % {"num": f"{number:,}"}

    def path(self, path: str) -> str:
        """A path of this site as readers of this tongue find it."""
        return self.prefix + path


def catalog(locale: str) -> Catalog:
    """The messages of a locale as its translators wrote them."""
    with (DIRECTORY / locale / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def compiled(locale: str) -> Translations:
    """The same messages, ready to be looked up."""
    binary = io.BytesIO()
    write_mo(binary, catalog(locale))
    binary.seek(0)
    return Translations(binary)


@cache
def tongues() -> tuple[Tongue, ...]:
    """Chinese, which needs no prefix, and English under `/en`."""
    return (Tongue("zh", "zh-Hans", "", compiled("zh")), Tongue("en", "en", "/en", compiled("en")))


def spoken_at(path: str) -> Tongue:
    """The tongue that a path asks for."""
    chinese, english = tongues()
    return english if path == english.prefix or path.startswith(english.prefix + "/") else chinese


def other_than(tongue: Tongue) -> Tongue:
    """The tongue that the switch on a page leads to."""
    return next(other for other in tongues() if other.locale != tongue.locale)


def without_prefix(path: str) -> str:
    """The path without its tongue: `/en/dataset/` becomes `/dataset/`."""
    return path.removeprefix(spoken_at(path).prefix) or "/"
