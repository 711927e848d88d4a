"""The parameters of a call, each read once as the type that it has to have."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.ckan_interop.errors import ValidationError
from portal.ckan_interop.wording import Message

TRUE = frozenset({"true", "yes", "on", "y", "t", "1"})
FALSE = frozenset({"false", "no", "off", "n", "f", "0"})
# Larger numbers mean the same as this one: past every end.
LARGEST = 2**53


class Arguments:
    """What a caller sent. A missing value and null are the same; so are a blank number and none."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def __contains__(self, name: object) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str) -> str | None:
        """A text, or None; numbers become text."""
        value = self.values.get(name)
        if value is None or (isinstance(value, str) and value.isascii()):
            return value
        return _as_text(name, value)

    def required(self, name: str) -> str:
        """A text that may not be missing or empty."""
        value = self.text(name)
        if not value:
            raise ValidationError({name: [Message("Missing value")]})
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, or one text standing for a list of itself."""
        value = self.values.get(name)
        if value is None or value == "":
            return ()
        members: Sequence[Any] = value if isinstance(value, list) else (value,)
        return tuple(_as_text(name, member) for member in members)

    def natural(self, name: str, default: int, *, hints: tuple[str, ...] = ()) -> int:
        """A whole number from 0; `hints` are further messages for what is no number."""
        number = self.integer(name, default, hints=hints)
        if number < 0:
            raise ValidationError({name: [Message("Must be a natural number")]})
        return number

    def integer(self, name: str, default: int, *, hints: tuple[str, ...] = ()) -> int:
        """A whole number."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return max(-LARGEST, min(_as_integer(value), LARGEST))
        except ValueError:
            raise ValidationError({name: [Message("Invalid integer"), *map(Message, hints)]}) from None

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no, in the words that CKAN knows."""
        value = self.values.get(name)
        if value is None:
            return default
        word = str(value).strip().lower()
        if word not in TRUE | FALSE:
            raise ValidationError({name: [Message("Parameter is not an bool")]})
        return word in TRUE


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, str):
        # Half a character can come in through JSON; it equals nothing that we hold.
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int | float):
        return str(value)
    raise ValidationError({name: [Message("Must be a string")]})


def _as_integer(value: Any) -> int:
    if isinstance(value, str):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError
