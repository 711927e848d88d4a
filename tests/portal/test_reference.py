"""What the operators' page says is what the program does."""

from portal import reference


def test_the_operators_page_is_made_from_the_program() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run: python -m portal.reference"
