"""A real uvicorn on a free port: the ckanapi command line, and the plain facts of the wire."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import ckan_site
from tests.support.ckan_site import NAMES, PARKS, RIVERS
from tests.support.in_process import Caller
from tests.support.open_entries import BUREAU, OFFICE, STATION
from tests.support.served import served

# The command starts its workers by its bare name, so it has to be on the path.
HERE = str(Path(sys.executable).parent)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(ckan_site.app(tmp_path_factory.mktemp("served"))) as address:
        yield address


def ckanapi(site: str, *arguments: str) -> list[Any]:
    """What the command prints, each line as JSON."""
    environment = os.environ | {"PATH": f"{HERE}{os.pathsep}{os.environ['PATH']}", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [f"{HERE}/ckanapi", *arguments, "-r", site], capture_output=True, timeout=60, check=False, env=environment, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_it_dumps_every_dataset(site: str, api: Caller) -> None:
    dumped = ckanapi(site, "dump", "datasets", "--all")
    assert [package["name"] for package in dumped] == list(NAMES)
    assert dumped[0] == api.get("package_show", {"id": NAMES[0]}).result


def test_it_dumps_datasets_with_the_data_behind_them(site: str) -> None:
    assert len(ckanapi(site, "dump", "datasets", PARKS["name"], RIVERS["id"], "-R")) == 2


def test_it_dumps_organizations_and_groups(site: str) -> None:
    organizations = ckanapi(site, "dump", "organizations", "--all")
    assert {organization["name"] for organization in organizations} == {BUREAU, STATION, OFFICE}
    assert not any("users" in organization for organization in organizations)
    assert len(ckanapi(site, "dump", "groups", "--all")) == 12


def test_it_searches_page_by_page(site: str) -> None:
    assert len(ckanapi(site, "search", "datasets")) == 12
    assert [package["name"] for package in ckanapi(site, "search", "datasets", "q=rivers")] == [RIVERS["name"]]


def test_it_calls_single_actions_by_get(site: str) -> None:
    assert ckanapi(site, "action", "package_list", "-g", "-j") == [list(NAMES)]
    (found,) = ckanapi(site, "action", "package_search", "fq=tags:公园", "rows:1", "-g", "-j")
    assert (found["count"], len(found["results"])) == (2, 1)


def test_it_says_that_it_may_not_load(site: str, tmp_path: Path) -> None:
    lines = tmp_path / "new.jsonl"
    lines.write_text('{"name": "new-dataset"}\n', encoding="utf-8")
    environment = os.environ | {"PATH": f"{HERE}{os.pathsep}{os.environ['PATH']}", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [f"{HERE}/ckanapi", "load", "datasets", "-I", str(lines), "-r", site], capture_output=True, timeout=60, check=False, env=environment
    )
    assert b"NotAuthorized" in done.stdout + done.stderr


def test_several_questions_on_one_connection(site: str) -> None:
    connection = http.client.HTTPConnection(site.removeprefix("http://"), timeout=10)
    for name in NAMES:
        connection.request("GET", f"/api/3/action/package_show?id={name}")
        assert json.loads(connection.getresponse().read())["result"]["name"] == name
    connection.request("HEAD", "/api/3/action/package_list")
    reply = connection.getresponse()
    assert (reply.status, reply.read(), int(reply.headers["content-length"]) > 0) == (200, b"", True)
    connection.request("GET", "/api/3/action/status_show", headers={"if-none-match": "x"})
    body = connection.getresponse().read()
    assert json.loads(body)["success"] is True
    connection.close()
