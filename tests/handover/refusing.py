"""How a refusal looks: one line, and nothing has changed."""

from pathlib import Path

import pytest

from portal.handover.errors import HandoverError
from portal.handover.limits import Limits
from tests.handover.two_sides import Outside


def refusal(outside: Outside, bundle: Path, audience: str = "open", limits: Limits | None = None) -> str:
    """The code of the refusal, which is one line in both languages and leaves the node as it was."""
    before = outside.everything()
    with pytest.raises(HandoverError) as refused:
        outside.take_in(bundle, audience, limits or Limits())
    assert outside.everything() == before
    assert all(text and "\n" not in text for text in (refused.value.text("zh"), refused.value.text("en")))
    return refused.value.code
