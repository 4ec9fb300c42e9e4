"""Views that belong to no room."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from courses.api import SchoolPage
from gridschool.bundles import SCHOOL_CSS
from gridschool.templatetags.gridschool import icon, name_parts
from tests.factories.courses import school_in
from tests.factories.people import county_factory, trainer_factory, worker_factory

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("asked", "given"),
    [("/learn/", "/learn/"), ("", "/"), ("https://elsewhere.example/", "/"), ("1", "1"), ("logout", "logout")],
)
def test_type_size_leads_back_to_an_address_never_to_the_name_of_a_view(client, asked, given):
    answer = client.post(reverse("elder"), {"view": "large", "next": asked})
    assert (answer.status_code, answer["Location"]) == (302, given)


def test_what_somebody_chose_is_the_same_on_every_device() -> None:
    worker = worker_factory(county_factory().village)
    phone, other = client_of(worker), client_of(worker)
    phone.post(reverse("elder"), {"view": "max", "contrast": "high"})
    assert '<html lang="zh-hans" class="elder elder-max contrast">' in other.get("/me/").content.decode()
    other.post(reverse("elder"), {"view": "standard"})
    assert '<html lang="zh-hans" class="contrast">' in phone.get("/me/").content.decode()


def test_whoever_is_not_signed_in_is_remembered_by_the_device(client: Client) -> None:
    client.post(reverse("elder"), {"view": "elder"})
    client.post(reverse("elder"), {"contrast": "high"})
    assert 'class="elder contrast"' in client.get("/login/").content.decode()
    client.post(reverse("elder"), {"view": "standard", "contrast": "plain"})
    assert '<html lang="zh-hans">' in client.get("/login/").content.decode()


def test_a_login_that_never_chose_follows_the_device_and_nonsense_changes_nothing() -> None:
    phone = client_of(worker_factory(county_factory().village))
    phone.cookies["elder"] = "elder"
    phone.post(reverse("elder"), {"view": "huge", "contrast": "no"})
    assert '<html lang="zh-hans" class="elder">' in phone.get("/me/").content.decode()


def test_every_page_names_the_countys_number() -> None:
    places = county_factory()
    SchoolPage.objects.filter(pk=school_in(places.county).pk).update(help_phone="0454 5550110")
    for user in (worker_factory(places.village), trainer_factory(places.county)):
        assert 'href="tel:04545550110"' in client_of(user).get("/me/").content.decode()


def test_one_style_sheet_holds_the_parts_of_every_room() -> None:
    found = finders.find(SCHOOL_CSS)
    text = Path(str(found)).read_text()
    assert [
        word in text for word in ("--pine", ".lesson", ".rubric", ".trouble", ".md-terms", "@media print")
    ] == [True] * 6
    assert "/*" not in text
    assert text.count("{") == text.count("}")


def test_an_icon_stands_in_the_page() -> None:
    assert icon("check").startswith('<svg class="i" viewBox="0 0 24 24"')
    assert "<path" in icon("check")
    assert 'role="img" aria-label="学完"' in icon("check", "学完")


def test_a_long_name_breaks_after_a_dot() -> None:
    assert name_parts("王秀兰") == "王秀兰"
    assert name_parts("艾力·买买提") == '<span class="name-part">艾力·</span><span class="name-part">买买提</span>'
    assert (
        name_parts("<b>·</b>")
        == '<span class="name-part">&lt;b&gt;·</span><span class="name-part">&lt;/b&gt;</span>'
    )
