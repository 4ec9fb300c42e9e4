"""Every request has an id; a domain error is told with its status, to people and to scripts; logs name both."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.urls import path

from foundation.api import GridschoolError
from foundation.logs import ContextFilter, JsonLine, job_context, request_id
from gridschool import urls as house


class Gone(GridschoolError):
    status = 410


def refuse(request):
    raise Gone("这张表已经收走了", code="sheet_gone")


def whoami(request):
    return HttpResponse(f"{request.request_id} {request_id.get()}")


urlpatterns = [path("refuse/", refuse), path("whoami/", whoami), *house.urlpatterns]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_request_gets_an_id_and_sends_it_back(client):
    answer = client.get("/whoami/")
    given, logged = answer.content.decode().split()
    assert given == logged == answer["X-Request-ID"]
    assert len(given) == 32


def test_id_of_the_proxy_is_kept_when_it_is_well_formed(client):
    assert client.get("/whoami/", headers={"X-Request-ID": "abc-12345"})["X-Request-ID"] == "abc-12345"
    for bad in ("short", "with space in it", "x" * 65, "bad\u00e9character"):
        assert client.get("/whoami/", headers={"X-Request-ID": bad})["X-Request-ID"] != bad


def test_id_is_forgotten_after_the_request(client):
    client.get("/whoami/")
    assert request_id.get() == "-"


def test_people_get_a_page_with_the_words_and_the_number_to_read_out(client):
    answer = client.get("/refuse/", headers={"X-Request-ID": "abc-12345"})
    assert answer.status_code == 410
    assert "这张表已经收走了" in answer.content.decode()
    assert "abc-12345" in answer.content.decode()


def test_scripts_get_code_and_message(client):
    answer = client.post("/refuse/", data="{}", content_type="application/json")
    assert answer.status_code == 410
    assert answer.json() == {"code": "sheet_gone", "message": "这张表已经收走了"}


def test_status_may_be_given_to_a_single_error():
    assert GridschoolError("x", code="y").status == 400
    assert GridschoolError("x", code="y", status=413).status == 413
    assert str(GridschoolError("x", code="y")) == "x"


def test_log_line_is_json_with_the_request_and_the_job():
    record = logging.LogRecord("people", logging.INFO, __file__, 1, "已导入 %s", (3,), None)
    with job_context("job-1"):
        ContextFilter().filter(record)
    line = json.loads(JsonLine().format(record))
    assert (line["message"], line["job_id"], line["request_id"]) == ("已导入 3", "job-1", "-")
