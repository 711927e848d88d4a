"""What a shelf refuses, said in both languages.

ShelfError
├── NotReadyError      there is no shelf to read yet
├── TooBroadError      a pattern or prefix that stands for too many words
└── LogError           the publication log does not continue what this shelf was made from
"""


class ShelfError(Exception):
    """Something about a shelf that its user has to know."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.english = english
        self.chinese = chinese

    def text(self, locale: str) -> str:
        return self.chinese if locale == "zh" else self.english


class NotReadyError(ShelfError):
    """Nobody has built this shelf yet."""


class TooBroadError(ShelfError):
    """A pattern that stands for so many words that answering would hold up everybody else."""


class LogError(ShelfError):
    """The log that was offered is not the one this shelf follows, or breaks its promises."""
