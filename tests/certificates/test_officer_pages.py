import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from certificates.apps import ADMIN_URL_NAMES
from certificates.models import Certificate, IssueBatch
from certificates.services.issue_batch import issue_batch
from foundation.models import Job
from people.api import ensure_login
from people.models import AuditEvent, RoleAssignment, User
from tests.factories.certificates import Ground, officer_of
from tests.support.answers import body_of


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(ground: Ground) -> Client:
    return client_of(ground.officer)


def list_path(ground: Ground) -> str:
    return reverse("certificates_candidates", args=[ground.run.uid, ground.template.uid])


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_start_page_leads_to_the_candidates(officer: Client, ground: Ground, neighbour: Ground) -> None:
    page = text(officer.get("/admin/certificates/issue/"))
    assert list_path(ground) in page
    assert list_path(neighbour) not in page


def test_candidates_show_reasons_and_offer_the_ready(officer: Client, ground: Ground) -> None:
    waiting = ground.enrolled("陈志刚")
    page = text(officer.get(list_path(ground)))
    assert page.count(" checked>") == 3
    assert "还有 1 课没学" in page
    assert f'value="{waiting.pk}"' in page
    only = text(officer.get(list_path(ground), {"show": "missing"}))
    assert "陈志刚" in only
    assert "王秀兰" not in only


def test_confirming_makes_one_batch_and_leads_to_its_job(officer: Client, ground: Ground) -> None:
    data = {"key": str(uuid.uuid4()), "chosen": [e.pk for e in ground.enrolments]}
    answers = [officer.post(list_path(ground), data) for _ in range(2)]
    job = Job.objects.get()
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, f"/admin/jobs/{job.uid}/")] * 2
    batch = IssueBatch.objects.get()
    assert (batch.maker, batch.items.count()) == (ground.officer, 3)


def test_confirming_nobody_comes_back_with_words(officer: Client, ground: Ground) -> None:
    answer = officer.post(list_path(ground), {"key": str(uuid.uuid4())}, follow=True)
    assert "还没有选人" in text(answer)
    assert not IssueBatch.objects.exists()


def test_forged_choice_is_not_found(officer: Client, ground: Ground, neighbour: Ground) -> None:
    for chosen in ([neighbour.enrolments[0].pk], ["x"], [10**9]):
        answer = officer.post(list_path(ground), {"key": str(uuid.uuid4()), "chosen": chosen})
        assert answer.status_code == 404
    assert not IssueBatch.objects.exists()


def test_batch_page_shows_numbers_files_and_refusals(officer: Client, ground: Ground) -> None:
    waiting = ground.enrolled("陈志刚")
    first, *_ = ground.issued(*ground.enrolments, waiting)
    batch = IssueBatch.objects.get()
    page = text(officer.get(reverse("certificates_batch", args=[batch.uid])))
    assert first.number in page
    assert "还有 1 课没学" in page
    assert reverse("certificates_print", args=[batch.uid]) in page
    printed = officer.get(reverse("certificates_print", args=[batch.uid]))
    assert body_of(printed).startswith(b"%PDF-")


def test_failed_batch_is_started_again(officer: Client, ground: Ground) -> None:
    batch = ground.batch()
    Job.objects.update(state="failed", error="磁盘满了。")
    path = reverse("certificates_batch", args=[batch.uid])
    assert "磁盘满了。" in text(officer.get(path))
    assert officer.post(reverse("certificates_resume", args=[batch.uid]))["Location"] == path
    batch.refresh_from_db()
    assert (Job.objects.count(), batch.job.state) == (2, "queued")
    officer.post(reverse("certificates_resume", args=[batch.uid]))
    assert Job.objects.count() == 2


def test_sign_list_has_the_order_of_the_numbers(officer: Client, ground: Ground) -> None:
    certificates = ground.issued()
    batch = IssueBatch.objects.get()
    page = text(officer.get(reverse("certificates_sign_list", args=[batch.uid])))
    places = [page.index(certificate.number) for certificate in certificates]
    assert places == sorted(places)
    sheet = load_workbook(
        io.BytesIO(officer.get(reverse("certificates_batch_export", args=[batch.uid])).content)
    ).active
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [c.number for c in certificates]


def test_register_finds_by_number_name_code_year_and_state(officer: Client, ground: Ground) -> None:
    first, second, _third = ground.issued()
    year = str(first.year)
    searches = [
        ({"q": f"向网校证[{year}] 第00001号"}, [first]),
        ({"q": "王秀"}, [first]),
        ({"q": second.code.lower()}, [second]),
        ({"q": "00002", "year": year, "state": "valid"}, [second]),
        ({"q": "王秀兰", "state": "revoked"}, []),
        ({"q": "不存在"}, []),
    ]
    for query, wanted in searches:
        page = text(officer.get("/admin/certificates/", query))
        assert [c for c in Certificate.objects.order_by("pk") if c.number in page] == wanted


def test_register_takes_the_same_queries_for_one_and_three(
    officer: Client, ground: Ground, django_assert_max_num_queries: Any
) -> None:
    ground.issued(ground.enrolments[0])
    officer.get("/admin/certificates/")
    with django_assert_max_num_queries(30) as few:
        officer.get("/admin/certificates/")
    ground.issued(*ground.enrolments[1:])
    with django_assert_max_num_queries(len(few)):
        officer.get("/admin/certificates/")


def test_export_is_what_was_searched_and_no_formula(officer: Client, ground: Ground) -> None:
    odd = ground.completed("=1+1")
    ground.issued(ground.enrolments[0], odd)
    sheet = load_workbook(io.BytesIO(officer.get("/admin/certificates/export/").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[1] for row in rows] == ["'=1+1", "王秀兰"]
    searched = officer.get("/admin/certificates/export/", {"q": "王秀兰"}).content
    assert load_workbook(io.BytesIO(searched)).active.max_row == 2


def test_revoking_asks_for_a_reason(officer: Client, ground: Ground) -> None:
    certificate = ground.issued(ground.enrolments[0])[0]
    path = reverse("certificates_revoke", args=[certificate.uid])
    key = str(uuid.uuid4())
    assert officer.post(path, {"key": key, "reason_class": "not_met", "reason": ""}).status_code == 422
    done = officer.post(path, {"key": key, "reason_class": "not_met", "reason": "代签"}, follow=True)
    assert "已经撤销" in text(done)
    again = officer.post(path, {"key": key, "reason_class": "not_met", "reason": "代签"}, follow=True)
    assert "已经不是有效状态" in text(again)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.events.count()) == ("revoked", 2)


def test_replacing_leads_to_a_job(officer: Client, ground: Ground) -> None:
    certificate = ground.issued(ground.enrolments[0])[0]
    data = {"key": str(uuid.uuid4()), "reason_class": "wrong_facts", "reason": "错字"}
    path = reverse("certificates_replace", args=[certificate.uid])
    answers = [officer.post(path, data) for _ in range(2)]
    batch = IssueBatch.objects.latest("pk")
    assert {a["Location"] for a in answers} == {f"/admin/jobs/{batch.job.uid}/"}
    issue_batch(batch.job, lambda done, total: None)
    page = text(officer.get(reverse("certificates_certificate", args=[certificate.uid])))
    assert Certificate.objects.get(replaces=certificate).number in page


def paths_of(ground: Ground) -> list[tuple[str, str]]:
    """Every address of this room's admin with this county's ids, and the method that it takes."""
    certificate = ground.issued(ground.enrolments[0])[0]
    batch = IssueBatch.objects.get(run=ground.run)
    ids = {"certificate": certificate.uid, "revoke": certificate.uid, "replace": certificate.uid}
    lists = {"certificates_register", "certificates_export", "certificates_runs", "certificates_waiting"}
    names = [name for name in ADMIN_URL_NAMES if name not in lists]
    found = []
    for name in names:
        short = name.removeprefix("certificates_")
        args = [ground.run.uid, ground.template.uid] if short == "candidates" else [ids.get(short, batch.uid)]
        found.append((reverse(name, args=args), "post" if short in {"revoke", "replace", "resume"} else "get"))
    return [*found, (found[0][0], "post")]


def test_neighbours_rows_do_not_exist(officer: Client, neighbour: Ground) -> None:
    data = {
        "key": str(uuid.uuid4()),
        "reason_class": "other",
        "reason": "x",
        "chosen": [neighbour.enrolments[0].pk],
    }
    paths = paths_of(neighbour)
    found = {path: getattr(officer, method)(path, data).status_code for path, method in paths}
    assert set(found.values()) == {404}
    assert set(Certificate.objects.values_list("state", flat=True)) == {"valid"}
    for path in ("/admin/certificates/", "/admin/certificates/issue/", "/admin/certificates/waiting/"):
        assert "邻居甲" not in text(officer.get(path))
        assert "邻水县" not in text(officer.get(path))
    assert b"PK" in officer.get("/admin/certificates/export/").content[:2]


def test_neighbours_template_does_not_fit_our_run(officer: Client, ground: Ground, neighbour: Ground) -> None:
    path = reverse("certificates_candidates", args=[ground.run.uid, neighbour.template.uid])
    assert officer.get(path).status_code == 404


def test_trainers_and_workers_find_nothing(ground: Ground) -> None:
    trainer = officer_of(ground.county, "trainer")
    RoleAssignment.objects.filter(user=trainer).update(role="trainer")
    trainer = User.objects.get(pk=trainer.pk)
    paths = [*paths_of(ground), ("/admin/certificates/", "get"), ("/admin/certificates/issue/", "get")]
    assert {getattr(client_of(trainer), method)(path).status_code for path, method in paths} == {404}


def test_officer_of_a_town_sees_the_towns_runs_alone(ground: Ground) -> None:
    town_officer = officer_of(ground.unit, "town")
    assert list_path(ground) not in text(client_of(town_officer).get("/admin/certificates/issue/"))


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=f"certificates.{action}").order_by("id"))


def test_every_number_is_a_line_in_the_log(ground: Ground) -> None:
    certificates = ground.issued()
    lines = [(event.data["number"], event.person_uid, event.unit) for event in events("number")]
    assert lines == [(c.number, c.person.uid, ground.run.unit) for c in certificates]


def test_paper_that_leaves_the_system_is_a_line_in_the_log(officer: Client, ground: Ground) -> None:
    ground.issued()
    batch = IssueBatch.objects.get()
    body_of(officer.get(reverse("certificates_print", args=[batch.uid])))
    officer.get(reverse("certificates_sign_list", args=[batch.uid]))
    officer.get(reverse("certificates_batch_export", args=[batch.uid]))
    officer.get("/admin/certificates/export/", {"q": "王秀兰"})
    found = [events(action)[0] for action in ("print", "sign_list", "export_sign_list")]
    assert {(event.actor, event.unit, event.data["certificates"]) for event in found} == {
        (ground.officer, ground.run.unit, len(ground.enrolments))
    }
    [export] = events("export_register")
    assert export.data == {"rows": 1, "q": "王*兰"}
    assert export.unit is not None


def test_staff_who_open_somebody_s_certificate_are_noted_and_its_owner_is_not(
    officer: Client, ground: Ground
) -> None:
    found = ground.issued()[0]
    path = reverse("certificate_pdf", args=[found.uid])
    body_of(officer.get(path))
    [event] = events("print")
    assert (event.actor, event.person_uid) == (ground.officer, found.person.uid)
    owner = ensure_login(found.person)
    owner.must_change_password = False
    owner.save()
    body_of(client_of(owner).get(path))
    assert len(events("print")) == 1


def test_revoking_is_noted_with_its_reason(officer: Client, ground: Ground) -> None:
    found = ground.issued(ground.enrolments[0])[0]
    form = {"key": str(uuid.uuid4()), "reason_class": "not_met", "reason": "代签"}
    officer.post(reverse("certificates_revoke", args=[found.uid]), form)
    [event] = events("revoke")
    assert (event.reason, event.person_uid) == ("代签", found.person.uid)
