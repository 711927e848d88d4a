import re

import pytest

from tests.architecture.source_tree import PACKAGES, modules, texts

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "manager", "handler", "service", "models"}
LONGEST = 400
# Files that may be longer, each with the reason why it is better whole.
LONG_FOR_A_REASON = {"portal/migrations/versions/0001_first_shape.py": "all tables at once, written by alembic, never edited again"}

TEMPLATE = re.compile(r"^portal/templates/")
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false")

# Written apart, so that this file does not hold what it looks for.
HOSTS = re.compile(
    "|".join(rf"{name}\.{top}\b" for name, top in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("crates", "io")))
)
MACHINE_PATHS = re.compile(r"(?<![\w.-])/(?:work/(?:main|shared)\b|tmp/build\b|root/\S|home/[a-z]+/)")


def test_every_module_is_named_by_what_it_is_about() -> None:
    assert [each.path for each in modules() if EMPTY_WORDS.intersection(each.name.split("."))] == []


def test_no_file_is_longer_than_it_should_be() -> None:
    too_long = {each.path for each in modules() if each.text.count("\n") > LONGEST}
    assert too_long == set(LONG_FOR_A_REASON)


def test_no_template_switches_escaping_off() -> None:
    assert [path for path, text in texts() if TEMPLATE.match(path) and UNESCAPED.search(text)] == []


@pytest.mark.parametrize("breach", ["{{ title|safe }}", "{{ title | safe }}", "{% autoescape false %}"])
def test_switched_off_escaping_is_seen(breach: str) -> None:
    assert UNESCAPED.search(breach)


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE_PATHS], ids=["registry hosts", "paths of a machine"])
def test_nothing_in_the_tree_names(pattern: re.Pattern[str]) -> None:
    assert [f"{path}: {found[0]}" for path, text in texts() if (found := pattern.search(text))] == []


@pytest.mark.parametrize(
    "breach", ["https://files." + "pythonhosted" + ".org/x", "cd /" + "work/main", "see /" + "tmp/build/x", "/" + "root/.cache"]
)
def test_a_name_that_should_not_be_there_is_seen(breach: str) -> None:
    assert HOSTS.search(breach) or MACHINE_PATHS.search(breach)


def test_all_packages_are_looked_at() -> None:
    assert {each.path.split("/")[0] for each in modules()} == set(PACKAGES)
