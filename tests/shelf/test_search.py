"""The index agrees with the brute force: counts and ids, on small shelves of every kind of character."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.shelf.criteria import And, Criteria, Expression, Not, Or, Phrase, Prefix, Sort, Words
from portal.shelf.follower import follow
from portal.shelf.store import Shelf, Snapshot
from tests.shelf import brute_force
from tests.shelf.log import SITE, Log, entry, with_units

ALPHABET = "公公园园绿地名数据ＡaBb12３·、-_ ①㎡々𠀀é*"
TEXT = st.text(ALPHABET, min_size=1, max_size=14).filter(lambda text: text.strip(" "))
QUERY = st.text(ALPHABET, max_size=7)
FIELDS = st.sampled_from([None, None, None, "text", "title", "notes", "name", "author", "res_name"])
SEARCHES = st.one_of(st.builds(Words, QUERY, FIELDS), st.builds(Phrase, QUERY, FIELDS), st.builds(Prefix, st.just("title"), QUERY))
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    SEARCHES,
    lambda parts: st.one_of(st.builds(And, st.tuples(parts, parts)), st.builds(Or, st.tuples(parts, parts)), st.builds(Not, parts)),
    max_leaves=4,
)
DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {"title": TEXT, "abstract": TEXT, "keywords": st.lists(TEXT, max_size=2), "item_names": st.lists(TEXT, min_size=1, max_size=2)},
    ),
    min_size=1,
    max_size=5,
)

Known = dict[str, tuple[dict[str, list[str]], str]]


def built(log: Log, folder: str) -> Shelf:
    follow(log.read, Path(folder), "open", site_url=SITE)
    return Shelf(Path(folder), "open")


def known(snapshot: Snapshot) -> Known:
    """What the brute force looks at, by name."""
    found: Known = {}
    for name in snapshot.names():
        package, content = json.loads(snapshot.package(name) or b""), snapshot.content(name)
        assert content is not None
        found[name] = (brute_force.texts_of(package, content), package["title"])
    return found


def meets(expression: Expression, texts: dict[str, list[str]], title: str) -> bool:
    match expression:
        case And(parts):
            return all(meets(part, texts, title) for part in parts)
        case Or(parts):
            return any(meets(part, texts, title) for part in parts)
        case Not(part):
            return not meets(part, texts, title)
        case Words(text, field):
            in_title = title if field in {None, "text", "title"} else ""
            return brute_force.words_match(text, looked_at(texts, field), in_title)
        case Phrase(text, field):
            return brute_force.phrase_matches(text, looked_at(texts, field))
        case Prefix(field, value):
            return brute_force.words_match(value + "*", looked_at(texts, field), title)
    raise AssertionError(expression)


def looked_at(texts: dict[str, list[str]], field: str | None) -> list[str]:
    return [text for name, values in texts.items() if field in {None, "text", name} for text in values]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents=DOCUMENTS, expressions=st.lists(EXPRESSIONS, min_size=12, max_size=12))
@example(
    documents=[{"title": "GPS监控", "abstract": "a公", "keywords": [], "item_names": ["园"]}],
    expressions=[Phrase("a 公"), Words("S监"), Phrase("公", "notes")],
)
def test_what_is_found_is_what_the_definition_says(documents: list[dict[str, Any]], expressions: list[Expression]) -> None:
    log = with_units()
    for number, document in enumerate(documents, 1):
        log.publish(number, **document)
    with TemporaryDirectory() as folder:
        shelf = built(log, folder)
        with shelf.read() as snapshot:
            texts = known(snapshot)
            for expression in expressions:
                expected = {name for name, (values, title) in texts.items() if meets(expression, values, title)}
                found = snapshot.find(Criteria(expression, sort=(Sort("name", descending=False),)))
                assert (found.count, found.names) == (len(expected), tuple(sorted(expected))), expression
        shelf.close()


@settings(max_examples=25, deadline=None)
@given(titles=st.lists(TEXT.filter(lambda text: any(character.isalnum() for character in text)), min_size=1, max_size=4))
def test_every_entry_is_found_by_any_two_neighbouring_characters_of_its_title(titles: list[str]) -> None:
    log = with_units()
    for number, title in enumerate(titles, 1):
        log.publish(number, title)
    with TemporaryDirectory() as folder:
        shelf = built(log, folder)
        with shelf.read() as snapshot:
            for number, title in enumerate(titles, 1):
                worded = brute_force.worded(title)
                for pair in {worded[at : at + 2] for at in range(len(worded) - 1)}:
                    if " " not in pair:
                        assert entry(number)["name"] in snapshot.find(Criteria(Words(pair), rows=10)).names
        shelf.close()
