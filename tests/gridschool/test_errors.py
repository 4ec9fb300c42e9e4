"""What somebody sees when a page cannot be shown."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from gridschool.errors import ErrorPageMiddleware, bad_request, server_error
from tests.factories.people import county_factory, worker_factory

PHONE = "0454 5550110"
HTML = {"HTTP_ACCEPT": "text/html,*/*"}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _phone(settings: Any) -> None:
    settings.GRIDSCHOOL_HELP_PHONE = PHONE


@pytest.fixture
def worker(client: Client, db: None) -> Client:
    client.force_login(worker_factory(county_factory().village))
    return client


def bare_request() -> HttpRequest:
    request = RequestFactory().post("/learn/", **HTML)
    request.request_id = "e2c4d6f8"
    return request


@pytest.mark.parametrize("status", [405, 413, 429, 502, 503, 504])
def test_a_bare_number_becomes_a_page_that_helps(status: int) -> None:
    bare = HttpResponse(status=status, headers={"Retry-After": "60"})
    page = ErrorPageMiddleware(lambda _request: bare)(bare_request())
    text = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (status, "60")
    assert PHONE in text
    assert "e2c4d6f8" in text
    assert any(words in text for words in ("都在", "没有改动", "没有丢"))


def test_scripts_and_answers_with_words_of_their_own_are_left_alone() -> None:
    bare, said = HttpResponse(status=429), HttpResponse("稍等", status=429)
    by_script = RequestFactory().post("/learn/", HTTP_ACCEPT="application/json")
    assert ErrorPageMiddleware(lambda _request: bare)(by_script) is bare
    assert ErrorPageMiddleware(lambda _request: said)(bare_request()) is said


def test_an_address_that_only_a_button_may_open_says_so(worker: Client) -> None:
    page = worker.get("/elder/", **HTML)
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "这里要点按钮才能进" in page.content.decode()


def test_what_is_too_large_is_told_from_what_is_malformed() -> None:
    large, malformed = (
        bad_request(bare_request(), RequestDataTooBig("x")),
        bad_request(bare_request(), ValueError()),
    )
    assert (large.status_code, "太大" in large.content.decode()) == (413, True)
    assert (malformed.status_code, PHONE in malformed.content.decode()) == (400, True)


def test_our_own_fault_needs_neither_session_nor_database() -> None:
    request = bare_request()
    request.COOKIES["elder"] = "elder"
    page = server_error(request)
    text = page.content.decode()
    assert page.status_code == 500
    assert [words in text for words in (PHONE, "e2c4d6f8", 'class="elder"', "都在")] == [True] * 4


def test_a_page_that_is_not_there_and_a_stale_form_tell_that_nothing_is_lost(worker: Client) -> None:
    missing = worker.get("/nowhere/")
    assert (missing.status_code, PHONE in missing.content.decode()) == (404, True)
    strict = Client(enforce_csrf_checks=True)
    stale = strict.post("/elder/", {"view": "max"})
    assert stale.status_code == 403
    assert "以前保存的都在" in stale.content.decode() or "都在" in stale.content.decode()
    assert PHONE in stale.content.decode()


def test_the_proxys_page_needs_nothing_but_files() -> None:
    page = (ROOT / "site/static/gridschool/down.html").read_text()
    assert "没交出去的答案还在你的手机里" in page
    assert "<script" not in page
    assert "style=" not in page
