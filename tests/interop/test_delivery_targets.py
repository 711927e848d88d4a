"""remotes.toml is read, or every mistake in it is told in a line."""

from pathlib import Path

import pytest

from portal.ckan_interop.remote import targets
from portal.ckan_interop.remote.targets import MistakesError

WELL = 'name = "city"\nkind = "ckan"\nurl = "https://ckan.example.org.cn/data/"\ntoken_file = "city.token"\n'


def read(home: Path, *tables: str) -> tuple[targets.Target, ...]:
    (home / targets.FILE).write_text("".join(f"[[remote]]\n{table}\n" for table in tables), encoding="utf-8")
    return targets.read(home)


def test_without_a_file_there_are_no_targets(tmp_path: Path) -> None:
    assert targets.read(tmp_path) == ()


def test_a_target_with_its_defaults(tmp_path: Path) -> None:
    (target,) = read(tmp_path, WELL + 'organization = {"sh-lhsr" = "lhsr"}')
    assert (target.url, target.token_file) == ("https://ckan.example.org.cn/data", tmp_path / "city.token")
    assert (target.workers, target.create_organizations, target.organization) == (1, True, {"sh-lhsr": "lhsr"})


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (WELL.replace('name = "city"\n', ""), "#1: “name” is missing"),
        (WELL.replace('"city"', '"../x"'), "“name” has to be a-z, 0-9 and -"),
        (WELL.replace('"ckan"', '"ftp"'), "city: “kind” has to be ckan"),
        (WELL.replace("https://", "ckan:"), "city: “url” has to be an http(s) address"),
        (WELL.replace("https://", "https://me:secret@"), "city: “url” has to be an http(s) address"),
        (WELL.replace("https", "http"), "city: the token would travel unprotected"),
        (WELL + "workers = 0", "city: “workers” has to be a number from 1 to 8"),
        (WELL + "workers = true", "city: “workers” has to be a number from 1 to 8"),
        (WELL + 'create_organizations = "yes"', "city: “create_organizations” has to be true or false"),
        (WELL + 'organization = {"a" = "Ä"}', "city: “organization” has to be names"),
        (WELL + 'token = "abc"', "city: unknown key “token”"),
    ],
)
def test_a_mistake_is_one_clear_line(tmp_path: Path, table: str, line: str) -> None:
    with pytest.raises(MistakesError) as caught:
        read(tmp_path, table)
    (mistake,) = caught.value.mistakes
    assert line in mistake.text("en")
    assert "\n" not in mistake.text("zh")
    assert "secret" not in mistake.text("en")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(MistakesError) as caught:
        read(tmp_path, WELL + "workers = 9", WELL + "timeout_seconds = 0")
    assert len(caught.value.mistakes) == 3


def test_plain_http_is_taken_on_this_machine_or_when_it_is_said(tmp_path: Path) -> None:
    assert read(tmp_path, WELL.replace("https://ckan.example.org.cn", "http://127.0.0.1:5000"))
    assert read(tmp_path, WELL.replace("https", "http") + "plain_http = true")


@pytest.mark.parametrize("text", ["[[remote", "remote = 1", "[other]\n"])
def test_what_is_no_list_of_targets_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / targets.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(MistakesError):
        targets.read(tmp_path)
