"""What is written can be read: contrast after WCAG 2.2, computed from the style sheet itself, by day and by night."""

import re
from pathlib import Path

import pytest

from portal.rendering import STATIC

CSS = (Path(STATIC) / "bianmu.css").read_text(encoding="utf-8")
_TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")
BY_DAY, _, AFTER_DAY = CSS.partition("@media screen and (prefers-color-scheme: dark)")
DAY = dict(_TOKEN.findall(BY_DAY))
NIGHT = DAY | dict(_TOKEN.findall(AFTER_DAY.partition("\n}\n")[0]))
WORDS = ("ink", "muted", "accent", "accent-strong", "link", "ok", "warn", "stop", "info")


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(full[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("colours", "least"), [(DAY, 5.2), (NIGHT, 7)], ids=["day", "night"])
@pytest.mark.parametrize("word", WORDS)
def test_words_stand_out_from_paper_and_ground(colours: dict[str, str], least: float, word: str) -> None:
    assert contrast(colours[word], colours["paper"]) >= least
    assert contrast(colours[word], colours["ground"]) >= least


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_words_on_coloured_parts_stand_out_too(colours: dict[str, str]) -> None:
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["on-accent"], colours["accent-strong"]) >= 4.5
    assert contrast(colours["ink"], colours["tint"]) >= 7
    assert contrast(colours["stop"], colours["tint"]) >= 4.5


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_the_edges_of_controls_can_be_seen(colours: dict[str, str]) -> None:
    assert contrast(colours["border"], colours["paper"]) >= 3
    assert contrast(colours["border"], colours["ground"]) >= 3


def test_night_has_a_colour_of_its_own_for_every_word() -> None:
    assert all(DAY[word] != NIGHT[word] for word in WORDS)


def test_sizes_are_relative_so_that_large_type_enlarges_them_all() -> None:
    sizes = re.findall(r"font(?:-size)?:[^;]*?([0-9.]+(?:px|rem|em|%|pt))", CSS.partition("@media print")[0])
    assert sizes
    assert [size for size in sizes if size.endswith(("px", "pt"))] == []


def test_nothing_is_fetched_by_the_style_sheet() -> None:
    assert not re.search(r"@import|url\(|@font-face", CSS)
