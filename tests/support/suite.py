"""Rules of the whole suite: marks follow from fixtures, slow tests come last, nothing is skipped."""

import os
from collections.abc import Iterator

import pytest

# A test that uses one of these needs more than Python and SQLite.
MARK_OF_FIXTURE = {
    "postgres_url": "integration",
    "postgres_server": "integration",
    "redis_url": "integration",
    "redis_server": "integration",
    "s3_env": "integration",
    "s3_server": "integration",
    "chromium": "e2e",
    "browser_context": "e2e",
    "page": "e2e",
    "live_site": "e2e",
    "live_sites": "e2e",
    "grown_site": "grown",
}
# From cheap to dear; a test's rank is its dearest mark.
MARKS = ("unit", "neighbour", "postgres", "integration", "e2e", "grown")
DESCRIPTIONS = {
    "unit": "Python and the configured database only; what carries no other mark",
    "neighbour": "the whole walk along the border between two counties; minutes, on SQLite only",
    "postgres": "needs Django itself on PostgreSQL: `make test-postgres`",
    "integration": "needs a real server or program beside Python",
    "e2e": "the running product, or a browser",
    "grown": "the running product on PostgreSQL, Redis and S3",
}
REPORT: pytest.StashKey[dict[str, pytest.TestReport]] = pytest.StashKey()


def rank(item: pytest.Item) -> int:
    """Place of the test in the order."""
    return max(MARKS.index(mark.name) for mark in item.iter_markers() if mark.name in MARKS)


def uses_database(item: pytest.Item) -> bool:
    """Whether the test asks for Django's database."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or "db" in fixtures or "transactional_db" in fixtures


def on_postgres() -> bool:
    """Whether Django runs on PostgreSQL in this session."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


class SuiteRules:
    """A pytest plugin, registered by conftest."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks known."""
        for name, description in DESCRIPTIONS.items():
            config.addinivalue_line("markers", f"{name}: {description}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Add the marks that fixtures imply, then sort cheap tests first. Before -m deselects."""
        for item in items:
            for fixture in getattr(item, "fixturenames", ()):
                if fixture in MARK_OF_FIXTURE:
                    item.add_marker(MARK_OF_FIXTURE[fixture])
            if not any(mark.name in MARKS for mark in item.iter_markers()):
                item.add_marker("unit")
        if on_postgres():
            self._leave_out_what_has_no_database(items)
        items.sort(key=rank)

    def _leave_out_what_has_no_database(self, items: list[pytest.Item]) -> None:
        """Rules and readers are the same on every database: they are tested once, with SQLite."""
        left_out = [item for item in items if not uses_database(item)]
        if left_out:
            left_out[0].config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if uses_database(item)]

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """A test for PostgreSQL on another database fails, with the way out."""
        if item.get_closest_marker("postgres") and not on_postgres():
            pytest.fail("needs DATABASE_URL at PostgreSQL: use `make test-postgres`", pytrace=False)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[None]:
        """Keep each phase's report for fixtures that look whether their test failed."""
        report: pytest.TestReport = yield  # type: ignore[assignment]
        item.stash.setdefault(REPORT, {})[report.when or ""] = report
        return report  # type: ignore[return-value]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what was skipped, or expected to fail."""
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A whole module can be skipped too."""
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A skip is a failure of the session."""
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say why the session failed."""
        if self.skipped:
            terminalreporter.section("skipped, which this suite does not allow", red=True)
            for nodeid in self.skipped:
                terminalreporter.line(nodeid)


def has_failed(item: pytest.Item) -> bool:
    """Whether the test's own part or its set-up failed."""
    return any(report.failed for report in item.stash.get(REPORT, {}).values())
