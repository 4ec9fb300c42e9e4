"""Fixtures for everything: throw-away servers, the browser, the running product.

Servers start at their first use and live for the session. The helpers are in tests/servers and
tests/support; the marks that follow from these fixtures in tests/support/suite.py.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.servers import PostgresServer, RedisServer, SwiftServer
from tests.support.live_site import LiveSite, grown_services
from tests.support.migrated import put_migrated_database
from tests.support.pristine import put_back_after_commits
from tests.support.suite import SuiteRules, has_failed, on_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# How long an example takes says more about the machine's other work than about what is tested.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Register the suite's rules, and how the rows that tests commit are taken back."""
    put_back_after_commits()
    config.pluginmanager.register(SuiteRules(), "gridschool-suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """On SQLite the tests begin with a copy of a migrated database."""
    from django.db import connection  # after Django's settings are known

    if not on_postgres():
        connection.settings_dict["TEST"]["NAME"] = str(put_migrated_database(tmp_path_factory.mktemp("database")))


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Go on with the copy; on PostgreSQL as the command line says."""
    return not on_postgres() or request.config.getoption("reuse_db")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A throw-away PostgreSQL; create_database() gives a test its own."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of an empty database, shared by the session."""
    return postgres_server.url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A throw-away Redis."""
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(redis_server: RedisServer) -> str:
    """The address of its first database, shared by the session."""
    return redis_server.url


@pytest.fixture(scope="session")
def s3_server() -> Iterator[SwiftServer]:
    """A throw-away S3 store that checks signatures."""
    with SwiftServer() as server:
        yield server


@pytest.fixture
def s3_env(s3_server: SwiftServer) -> dict[str, str]:
    """S3_* variables that lead to an empty bucket of the test's own."""
    return s3_server.env_of(s3_server.create_bucket())


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The system's Chromium."""
    from tests.support.browser import launch_chromium  # slow to import, unit tests do without

    with launch_chromium() as browser:
        yield browser


@pytest.fixture
def browser_context(chromium: "Browser", request: pytest.FixtureRequest) -> Iterator["BrowserContext"]:
    """A phone-sized, Chinese browser session; pictures of its pages are kept when the test fails."""
    from tests.support.browser import PHONE, save_pictures  # as above

    context = chromium.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    yield context
    if has_failed(request.node):
        save_pictures(context, request.node.nodeid)
    context.close()


@pytest.fixture
def page(browser_context: "BrowserContext") -> "Page":
    """One empty page of `browser_context`."""
    return browser_context.new_page()


@pytest.fixture(scope="session")
def live_sites(request: pytest.FixtureRequest) -> Iterator[Callable[[str], LiveSite]]:
    """Gives the running product with the demonstration school; each kind (embedded, grown) boots once."""
    booted: dict[str, LiveSite] = {}

    def site_of(kind: str) -> LiveSite:
        if kind not in booted:
            names = ("postgres_server", "redis_server", "s3_server") if kind == "grown" else ()
            servers = [request.getfixturevalue(name) for name in names]
            booted[kind] = LiveSite(kind, grown_services(*servers) if servers else {})
            if kind == "embedded":
                put_migrated_database(booted[kind].var)
            booted[kind].boot(demo=True)
        return booted[kind]

    yield site_of
    for site in booted.values():
        site.shut_down()


@pytest.fixture
def live_site(request: pytest.FixtureRequest, live_sites: Callable[[str], LiveSite]) -> LiveSite:
    """The running product. Embedded, unless the test is parametrised indirectly with "grown"."""
    return live_sites(getattr(request, "param", "embedded"))


@pytest.fixture
def grown_site(live_sites: Callable[[str], LiveSite]) -> LiveSite:
    """The running product on PostgreSQL, Redis and S3."""
    return live_sites("grown")
