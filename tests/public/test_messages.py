"""Both tongues are complete: every message of templates and code is translated, and nothing else is."""

import re

from babel.messages.pofile import read_po

from portal.i18n import extraction
from portal.i18n.tongue import DIRECTORY, catalog, other_than, spoken_at, tongues, without_prefix

_PLACES = re.compile(r"%\((\w+)\)s")


def test_every_message_is_in_chinese() -> None:
    assert extraction.untranslated("zh") == ()


def test_no_translation_is_left_over() -> None:
    assert extraction.unused("zh") == ()


def test_a_missing_translation_is_seen() -> None:
    assert extraction.untranslated("en") != ()  # English messages stand for themselves


def test_translations_fill_in_the_same_places() -> None:
    for message in catalog("zh"):
        if message.id:
            originals = message.id if isinstance(message.id, tuple) else (message.id,)
            translated = message.string if isinstance(message.string, tuple) else (message.string,)
            assert {*_PLACES.findall(str(translated))} == {*_PLACES.findall(str(originals))}, message.id


def test_chinese_texts_use_full_width_punctuation() -> None:
    for message in catalog("zh"):
        text = str(message.string)
        if message.id:
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", text), text


def test_files_are_plain_and_sorted() -> None:
    with (DIRECTORY / "zh" / "messages.po").open("rb") as file:
        keys = [message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file) if message.id]
    assert keys == sorted(keys, key=str.lower)


def test_the_path_chooses_the_tongue() -> None:
    chinese, english = tongues()
    assert [spoken_at(path) for path in ("/", "/dataset/", "/english", "/en", "/en/dataset/")] == [
        chinese,
        chinese,
        chinese,
        english,
        english,
    ]
    assert other_than(english) is chinese
    assert [without_prefix(path) for path in ("/dataset/", "/en/dataset/", "/en", "/en/")] == ["/dataset/", "/dataset/", "/", "/"]


def test_numbers_choose_the_form() -> None:
    chinese, english = tongues()
    assert english.ngettext("%(num)s record", "%(num)s records", 1) == "1 record"
    assert english.ngettext("%(num)s record", "%(num)s records", 1200) == "1,200 records"
    assert chinese.ngettext("%(num)s record", "%(num)s records", 1200) == "1,200 条"
