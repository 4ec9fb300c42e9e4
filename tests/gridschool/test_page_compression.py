"""Pages travel compressed; their length tells nothing, and nothing else is touched."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from gridschool.middleware import PageCompressionMiddleware

GZIP = {"Accept-Encoding": "gzip, br"}
LONG = "网格员" * 400


def through(response):
    return PageCompressionMiddleware(lambda _request: response)(RequestFactory().get("/", headers=GZIP))


@pytest.mark.django_db
def test_a_page_is_compressed_for_who_asks() -> None:
    plain, packed = Client().get("/login/"), Client().get("/login/", headers=GZIP)
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert b"</html>" in gzip.decompress(packed.content)
    assert len(packed.content) < 0.8 * len(plain.content)
    assert "Accept-Encoding" in packed["Vary"]


def test_the_same_page_has_many_lengths() -> None:
    assert len({len(through(HttpResponse(LONG)).content) for _ in range(40)}) > 5


def test_only_whole_pages_are_compressed() -> None:
    others = [
        HttpResponse(LONG, content_type="application/json"),
        HttpResponse(LONG, content_type="application/pdf"),
        StreamingHttpResponse([LONG], content_type="text/html"),
    ]
    assert [through(response).get("Content-Encoding") for response in others] == [None, None, None]
