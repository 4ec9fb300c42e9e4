"""No page is forgotten: the resolver and the walk's table agree."""

import pytest

from tests.looking.pages import PAGES, reason_against
from tests.neighbour.patterns import all_patterns


def test_every_address_is_walked_or_has_a_reason() -> None:
    walked = {page.pattern for page in PAGES}
    labels = {pattern.label for pattern in all_patterns()}
    forgotten = sorted(label for label in labels - walked if reason_against(label) is None)
    assert forgotten == [], "write a line into PAGES or REASONS of tests/looking/pages.py"


def test_every_line_leads_somewhere() -> None:
    labels = {pattern.label for pattern in all_patterns()}
    assert sorted({page.pattern for page in PAGES} - labels - {p.pattern for p in PAGES if "/" in p.pattern}) == []


def test_values_fill_the_arguments() -> None:
    arguments = {pattern.label: set(pattern.arguments) for pattern in all_patterns()}
    wrong = [page.name for page in PAGES if set(page.values) != arguments.get(page.pattern, set())]
    assert wrong == []


def test_no_two_pages_have_one_name() -> None:
    names = [(page.group, page.name, part) for page in PAGES for part in page.parts]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("pattern", ["home", "courses_run", "a_page_of_tomorrow"])
def test_an_unknown_page_has_no_reason(pattern: str) -> None:
    assert reason_against(pattern) is None
