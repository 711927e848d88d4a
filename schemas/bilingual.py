"""Text in the two languages of the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    @classmethod
    def of(cls, schema: Mapping[str, Any]) -> Self:
        """The title of a schema or of a field: `title` beside `x-title-en`."""
        return cls(schema["title"], schema["x-title-en"])

    @classmethod
    def hint_of(cls, schema: Mapping[str, Any]) -> Self:
        """The hint of a schema or of a field: `description` beside `x-hint-en`."""
        return cls(schema["description"], schema["x-hint-en"])

    def text(self, locale: str) -> str:
        """Chinese, unless the locale is an English one."""
        return self.en if locale.startswith("en") else self.zh

    def filled(self, locale: str, parameters: Mapping[str, Any]) -> str:
        """The text with its places filled in; for `{reason}`, a parameter may come as `reason_zh` and `reason_en`."""
        ending = "_en" if locale.startswith("en") else "_zh"
        spoken = {name.removesuffix(ending): value for name, value in parameters.items()}
        return self.text(locale).format_map({**parameters, **spoken})
