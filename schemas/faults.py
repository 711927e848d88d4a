"""Faults: why something could not be checked at all. One line for a person, and no problem of a document."""

from schemas.problems import texts


class CannotCheckError(Exception):
    """An input or a schema that cannot be used: missing, unreadable, broken, or running out of bounds.

    `code` is stable; `parameters` always hold the name of the `file`.
    """

    def __init__(self, code: str, **parameters: str | int | float) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters

    def text(self, locale: str) -> str:
        return texts("faults")[self.code].filled(locale, self.parameters)
