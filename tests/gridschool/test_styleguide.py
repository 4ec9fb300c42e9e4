"""The style page shows every component; production has none."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
COMPONENTS = Path(__file__).resolve().parents[2] / "site" / "templates" / "components"


@pytest.fixture(autouse=True)
def _on(settings: Any) -> None:
    settings.STYLEGUIDE = True


def test_every_component_stands_on_the_style_page(client: Client) -> None:
    page = client.get("/styleguide/")
    drawn = {template.name for template in page.templates}
    ours = {f"components/{path.relative_to(COMPONENTS)}" for path in COMPONENTS.rglob("*.html")}
    assert ours - drawn == set()


@pytest.mark.parametrize(
    ("query", "root"),
    [
        ("", '<html lang="zh-hans">'),
        ("view=elder", '<html lang="zh-hans" class="elder">'),
        ("view=max&contrast=high", '<html lang="zh-hans" class="elder elder-max contrast">'),
        ("language=en&view=huge", '<html lang="en">'),
    ],
)
def test_it_is_seen_in_each_size_and_language(client: Client, query: str, root: str) -> None:
    assert root in client.get(f"/styleguide/?{query}").content.decode()


def test_production_has_none(client: Client, settings: Any) -> None:
    settings.STYLEGUIDE = False
    assert client.get("/styleguide/").status_code == 404
