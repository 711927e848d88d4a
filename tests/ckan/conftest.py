"""One site for all tests of the API; they only read."""

import pytest

from tests.support import ckan_site
from tests.support.in_process import ASGIApp, Caller


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> ASGIApp:
    return ckan_site.app(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="session")
def api(app: ASGIApp) -> Caller:
    return Caller(app)
