import hashlib
import time
import uuid
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from certificates.models import Certificate
from certificates.rate_limit import LOOKS_PER_MINUTE
from certificates.services.issue_batch import issue_batch
from certificates.services.issue_certificate import issue_certificate
from certificates.services.replace_certificate import replace_certificate
from certificates.services.revoke_certificate import revoke_certificate
from tests.factories.certificates import Ground, login_of, template_for
from tests.support.answers import body_of


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def _one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the brake stands still, so that no new minute begins between two looks."""
    now = time.time()
    monkeypatch.setattr("certificates.rate_limit.time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def certificate(ground: Ground) -> Certificate:
    return ground.issued(ground.enrolments[0])[0]


@pytest.fixture
def owner(certificate: Certificate) -> Client:
    client = Client()
    client.force_login(login_of(certificate.person))
    return client


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_my_certificates_show_mine_alone(owner: Client, certificate: Certificate, ground: Ground) -> None:
    ground.issued(ground.enrolments[1])
    page = owner.get("/certificates/").content.decode()
    assert certificate.number in page
    assert page.count("<article") == 1


def test_my_certificates_take_the_same_queries_for_one_and_three(
    owner: Client, ground: Ground, certificate: Certificate, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(7) as one:
        owner.get("/certificates/")
    for kind in ("honor", "lecturer"):
        ground.issued(ground.enrolments[0], template=template_for(ground.course, ground.county, kind=kind))
    with django_assert_max_num_queries(len(one)):
        assert owner.get("/certificates/").content.decode().count("<article") == 3


def test_empty_page_says_what_comes(ground: Ground) -> None:
    page = client_of(login_of(ground.enrolments[2].person)).get("/certificates/").content.decode()
    assert "还没有证书" in page


def test_staff_without_a_person_have_none(ground: Ground) -> None:
    assert "还没有证书" in client_of(ground.officer).get("/certificates/").content.decode()


def test_certificate_page_is_mine_alone(owner: Client, certificate: Certificate, ground: Ground) -> None:
    path = f"/certificates/{certificate.uid}/"
    assert certificate.number in owner.get(path).content.decode()
    assert client_of(login_of(ground.enrolments[1].person)).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_numbered_certificate_without_file_says_so(ground: Ground) -> None:
    made = issue_certificate(item_id=ground.batch(ground.enrolments[0]).items.get().pk)
    client = client_of(login_of(made.person))
    assert "正在制作" in client.get(f"/certificates/{made.uid}/").content.decode()
    assert client.get(f"/certificates/{made.uid}/pdf/").status_code == 404


def test_pdf_is_the_frozen_bytes_with_right_headers(owner: Client, certificate: Certificate) -> None:
    answer = owner.get(f"/certificates/{certificate.uid}/pdf/")
    data = body_of(answer)
    assert hashlib.sha256(data).hexdigest() == certificate.pdf.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in answer


def test_pdf_is_downloaded_when_asked(owner: Client, certificate: Certificate) -> None:
    answer = owner.get(f"/certificates/{certificate.uid}/pdf/?download=1")
    assert answer["Content-Disposition"].startswith("attachment")
    assert body_of(answer).startswith(b"%PDF-")


def test_pdf_comes_in_parts(owner: Client, certificate: Certificate) -> None:
    part = owner.get(f"/certificates/{certificate.uid}/pdf/", headers={"Range": "bytes=0-4"})
    assert (part.status_code, body_of(part)) == (206, b"%PDF-")


def test_pdf_that_is_gone_is_not_found(owner: Client, certificate: Certificate) -> None:
    certificate.pdf.file.storage.delete(certificate.pdf.file.name)
    assert owner.get(f"/certificates/{certificate.uid}/pdf/").status_code == 404


def test_page_shows_the_paper_as_a_picture_to_keep(owner: Client, certificate: Certificate) -> None:
    path = f"/certificates/{certificate.uid}/picture.png"
    assert path in owner.get(f"/certificates/{certificate.uid}/").content.decode()
    answer = owner.get(path)
    with Image.open(BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1240, 877))
        assert len(picture.getcolors(1240 * 877) or ()) > 10  # drawn, not blank
    assert len(answer.content) < 300_000
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "private, no-cache")
    assert owner.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_picture_of_an_ended_certificate_is_not_shown(owner: Client, certificate: Certificate) -> None:
    revoke_certificate(actor=None, certificate=certificate, reason_class="not_met", reason="考勤代签")
    assert "picture.png" not in owner.get(f"/certificates/{certificate.uid}/").content.decode()


def test_picture_that_is_gone_is_not_found(owner: Client, certificate: Certificate) -> None:
    certificate.pdf.file.storage.delete(certificate.pdf.file.name)
    assert owner.get(f"/certificates/{certificate.uid}/picture.png").status_code == 404


@pytest.mark.parametrize("part", ["pdf/", "picture.png"])
def test_file_is_for_the_owner_and_staff_in_scope(
    certificate: Certificate, ground: Ground, neighbour: Ground, part: str
) -> None:
    path = f"/certificates/{certificate.uid}/{part}"
    colleague = login_of(ground.enrolments[1].person)
    clients = [client_of(user) for user in (ground.officer, colleague, neighbour.officer)]
    status = []
    for client in [*clients, Client()]:
        answer = client.get(path)
        body_of(answer)
        status.append(answer.status_code)
    assert status == [200, 404, 404, 302]


def test_anybody_verifies_a_valid_certificate(certificate: Certificate) -> None:
    answer = Client().get(f"/v/{certificate.code}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "这本证书有效" in page
    assert "王*兰" in page
    assert "王秀兰" not in page
    assert certificate.snapshot["masked_identity"] not in page
    assert certificate.number in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_code_may_be_typed_as_one_likes(certificate: Certificate) -> None:
    typed = certificate.code.lower().replace("0", "o").replace("1", "l")
    spaced = f" {typed[:4]} {typed[4:]} "
    answer = Client().get("/v/", {"code": spaced}, follow=True)
    assert certificate.number in answer.content.decode()


@pytest.mark.parametrize("code", ["AAAAAAAAAAA", "1", "查无此证", "%00", "..%2f..", "x" * 300, "%f0%9f%98%80"])
def test_unknown_code_is_not_found_in_plain_words(certificate: Certificate, code: str) -> None:
    answer = Client().get(f"/v/{code}/")
    assert answer.status_code == 404


def test_unknown_code_page_offers_another_try(certificate: Certificate, settings: Any) -> None:
    settings.GRIDSCHOOL_HELP_PHONE = "0000-1234567"
    page = Client().get("/v/AAAAAAAAAAA/").content.decode()
    assert "未查询到该证书" in page
    assert "0000-1234567" in page
    assert 'name="code"' in page


@pytest.mark.parametrize("code", ["a/b", "../", "?", "#", "/", " / "])
def test_form_survives_odd_codes(db: None, code: str) -> None:
    assert Client().get("/v/", {"code": code}, follow=True).status_code in {200, 404}


def test_revoked_certificate_stays_visible_with_its_class_of_reason(certificate: Certificate) -> None:
    revoke_certificate(actor=None, certificate=certificate, reason_class="not_met", reason="内部细节")
    page = Client().get(f"/v/{certificate.code}").content.decode()
    assert "这本证书已撤销" in page
    assert "经核查不符合条件" in page
    assert "内部细节" not in page


def test_replaced_certificate_leads_to_the_new_number(certificate: Certificate, ground: Ground) -> None:
    batch = replace_certificate(
        actor=ground.officer, certificate=certificate, reason_class="wrong_facts", reason="错字", key=uuid.uuid4()
    )
    assert "这本证书已换发" in Client().get(f"/v/{certificate.code}").content.decode()
    issue_batch(batch.job, lambda done, total: None)
    new = Certificate.objects.get(replaces=certificate)
    page = Client().get(f"/v/{certificate.code}").content.decode()
    assert new.number in page
    assert f"/v/{new.code}/" in page


def test_expired_certificate_says_so_without_anything_having_run(certificate: Certificate) -> None:
    Certificate.objects.update(expires_on="2020-01-01")
    page = Client().get(f"/v/{certificate.code}").content.decode()
    assert "这本证书已过期" in page
    assert "2020年1月1日" in page


@pytest.mark.usefixtures("_one_minute")
def test_too_many_looks_from_one_address_are_braked(certificate: Certificate) -> None:
    client = Client()
    path = f"/v/{certificate.code}"
    seen = [client.get(path).status_code for _ in range(2 * LOOKS_PER_MINUTE + 1)]
    braked = client.get(path)
    assert (seen[:LOOKS_PER_MINUTE], braked.status_code, braked["Retry-After"]) == (
        [200] * LOOKS_PER_MINUTE,
        429,
        "60",
    )
    assert "请稍等" in braked.content.decode()
    assert Client(REMOTE_ADDR="10.1.2.3").get(path).status_code == 200


@pytest.mark.usefixtures("_one_minute")
def test_behind_a_proxy_each_visitor_has_a_brake_of_his_own(certificate: Certificate, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    path = f"/v/{certificate.code}"
    for number in range(2 * LOOKS_PER_MINUTE + 2):
        forged = {"X-Forwarded-For": f"1.1.1.{number}, 9.9.9.9"}
        last = Client().get(path, headers=forged).status_code
    assert last == 429
    assert Client().get(path, headers={"X-Forwarded-For": "1.1.1.1, 8.8.8.8"}).status_code == 200
