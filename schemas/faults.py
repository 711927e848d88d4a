"""Faults: why something could not be checked at all. One line for a person, and no problem of a document."""

from typing import Self

from schemas.problems import texts


class CannotCheckError(Exception):
    """An input or a schema that cannot be used: missing, unreadable, broken, or running out of bounds.

    `code` is stable; `parameters` always hold the name of the `file`.
    """

    def __init__(self, code: str, **parameters: str | float) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters
        self.place = ""

    def at(self, file: str, line: int | None) -> Self:
        """The same fault, knowing the document over which it came up."""
        self.place = file if line is None else f"{file}:{line}"
        return self

    def text(self, locale: str) -> str:
        """One line; the document in brackets where there is one."""
        told = texts("faults")[self.code].filled(locale, self.parameters)
        return f"{told} ({self.place})" if self.place else told


class UnreadableFileError(CannotCheckError):
    """A file that is not there, may not be read, or does not hold what it should; other files may still be fine."""
