"""Both engines say the same about every document that can be thought of."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import library
from schemas.characters import unusable
from schemas.checking import Checker
from tests.support.examples import example, valid_examples

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "1",
            "2026-03-02",
            "2026-02-30",
            "12345",
            "a\n",
            "\n",
            "１２",
            "307001",
            "sh-lhsr",
            "LH02",
            "LH02\n",
            "https://a/",
            "公园 ",
            "é",
            "𠮷",
            "🌳🌳",
        ]
    ),
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False), TEXTS
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6
)
QUICK = settings(database=None, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def altered(draw: st.DrawFn, document: Any) -> Any:
    """A document with something replaced, taken out or put in, somewhere."""
    if not isinstance(document, dict | list) or not document or draw(st.integers(0, 3)) == 0:
        return draw(VALUES)
    step = draw(st.sampled_from(sorted(document))) if isinstance(document, dict) else draw(st.integers(0, len(document) - 1))
    copied = dict(document) if isinstance(document, dict) else list(document)
    deed = draw(st.sampled_from(["descend", "descend", "descend", "drop", "double", "add"]))
    if deed == "drop":
        del copied[step]
    elif deed == "double" and isinstance(copied, list):
        copied.append(copied[step])
    elif deed == "add" and isinstance(copied, dict):
        copied[draw(st.text(max_size=5))] = draw(VALUES)
    else:
        copied[step] = draw(altered(document[step]))
    return copied


@pytest.mark.parametrize(("name", "case"), valid_examples())
@given(data=st.data())
@QUICK
def test_the_engines_agree(name: str, case: str, data: st.DataObject) -> None:
    document = data.draw(altered(example(name, case)))
    checker = CHECKERS[name]
    if not any(unusable(document)):
        assert checker.fast.is_valid(document) is checker.authority.is_valid(document), json.dumps(document)
        assert checker.is_valid(document) is not bool(checker.problems(document))
    assert library.is_valid(name, document) is not bool(library.check(name, document))


CHECKERS = {name: Checker(library.document_schema(name)) for name in library.DOCUMENT_NAMES}


@given(VALUES)
@QUICK
def test_nothing_makes_check_fail(value: Any) -> None:
    for name in library.DOCUMENT_NAMES:
        assert library.is_valid(name, value) is not bool(library.check(name, value))
