import hashlib
import io
import uuid
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from pypdf import PdfReader

from certificates.models import Certificate, CertificateEvent, CertificateFile, IssueBatch, NumberCounter
from certificates.selectors import candidates
from certificates.services.expire_certificates import expire_certificates
from certificates.services.issue_batch import issue_batch
from certificates.services.issue_certificate import issue_certificate
from certificates.services.render_certificate import render_certificate
from certificates.services.replace_certificate import replace_certificate
from certificates.services.revoke_certificate import ReasonMissing, revoke_certificate
from certificates.services.start_issue import IssueRefused, start_job
from certificates.states import StateRefused
from courses.states import withdraw_enrolment
from foundation.errors import GridschoolError
from foundation.models import AppendOnlyViolation, Job
from people.models import AuditEvent
from tests.factories.certificates import Ground, community, person_in, template_for
from tests.factories.courses import course_in, enrol, run_of


def numbers(certificates: list[Certificate]) -> list[int]:
    return [certificate.seq for certificate in certificates]


def test_candidates_are_told_what_is_missing(ground: Ground) -> None:
    ground.enrolled("陈志刚")
    states = {
        c.enrolment.person.name: ([r.code for r in c.reasons], c.state)
        for c in candidates(ground.run, ground.template)
    }
    assert states == {
        "王秀兰": ([], "ready"),
        "张䶮": ([], "ready"),
        "欧阳文慧": ([], "ready"),
        "陈志刚": (["lessons"], "missing"),
    }


def test_candidates_take_the_same_queries_for_one_and_for_many(
    ground: Ground, django_assert_num_queries: object
) -> None:
    few = candidates(ground.run, ground.template, only=[ground.enrolments[0].pk])
    for name in ("甲一", "乙二", "丙三"):
        ground.completed(name)
    with django_assert_num_queries(QUERIES):
        candidates(ground.run, ground.template, only=[few[0].enrolment.pk])
    with django_assert_num_queries(QUERIES):
        assert len(candidates(ground.run, ground.template)) == 6


QUERIES = 5


def test_hours_short_are_counted_from_the_ledger(ground: Ground) -> None:
    ground.course.hours_required = 3
    ground.course.save_revision().publish()
    ground.run.refresh_from_db()
    (reason,) = candidates(ground.run, ground.template)[0].reasons
    assert (reason.code, reason.text) == ("hours", "学时差 2")


def test_numbers_follow_the_hand_out_order(ground: Ground) -> None:
    first = community(ground.county, "阿里社区")
    late = enrol(person_in(first, "周海涛"), ground.run)
    certificates = ground.issued(*reversed(ground.enrolments))
    assert numbers(certificates) == [1, 2, 3]
    assert [c.person.name for c in certificates] == ["王秀兰", "张䶮", "欧阳文慧"]
    assert certificates[0].number == f"向网校证〔{certificates[0].year}〕第00001号"
    assert not Certificate.objects.filter(enrolment=late).exists()


def test_issuing_writes_event_audit_and_snapshot(ground: Ground) -> None:
    certificate = ground.issued()[0]
    event = certificate.events.get()
    assert (event.kind, event.actor) == ("issued", ground.officer)
    assert AuditEvent.objects.filter(action="certificates.start_issue", actor=ground.officer).count() == 1
    facts = certificate.snapshot
    assert facts["name"] == "王秀兰"
    assert facts["sex"] == "女"
    assert facts["masked_identity"].startswith("990***********")
    assert (facts["starts"], facts["ends"]) == ("2026年1月5日", "2026年12月20日")
    assert (facts["online_hours"], facts["drill_hours"], facts["hours"]) == ("1", "0", "1")
    assert facts["number"] == certificate.number


def test_double_tap_makes_one_batch(ground: Ground) -> None:
    key = uuid.uuid4()
    assert ground.batch(key=key) == ground.batch(key=key)
    assert IssueBatch.objects.count() == Job.objects.count() == 1


def test_who_is_not_ready_any_more_stands_in_the_batch_without_a_number(ground: Ground) -> None:
    waiting = ground.enrolled("陈志刚")
    certificates = ground.issued(ground.enrolments[0], waiting, ground.enrolments[1])
    assert numbers(certificates) == [1, 2]
    item = IssueBatch.objects.get().items.get(enrolment=waiting)
    assert (item.certificate, item.refusal) == (None, "还有 1 课没学")


def test_list_of_nobody_ready_is_refused(ground: Ground) -> None:
    with pytest.raises(IssueRefused) as refused:
        ground.batch(ground.enrolled("陈志刚"))
    assert refused.value.code == "nobody_ready"
    assert not IssueBatch.objects.exists()


def test_enrolment_of_another_run_is_refused(ground: Ground, neighbour: Ground) -> None:
    with pytest.raises(IssueRefused) as refused:
        ground.batch(ground.enrolments[0], neighbour.enrolments[0])
    assert refused.value.code == "nobody_chosen"


def test_template_of_another_course_is_refused(ground: Ground, neighbour: Ground) -> None:
    with pytest.raises(IssueRefused) as refused:
        ground.batch(template=neighbour.template)
    assert refused.value.code == "other_course"


def test_issuing_twice_gives_the_same_certificate(ground: Ground) -> None:
    batch = ground.batch()
    item = batch.items.first()
    first = issue_certificate(item_id=item.pk)
    assert issue_certificate(item_id=item.pk) == first
    assert Certificate.objects.count() == CertificateEvent.objects.count() == 1


def test_two_batches_of_the_same_people_give_one_certificate_each(ground: Ground) -> None:
    one, other = ground.batch(), ground.batch()
    for batch in (one, other):
        issue_batch(batch.job, lambda done, total: None)
    assert numbers(list(Certificate.objects.order_by("seq"))) == [1, 2, 3]
    assert {item.refusal[:2] for item in other.items.all()} == {"已发"}
    assert NumberCounter.objects.get().next_seq == 4
    other.refresh_from_db()
    assert (other.state, other.print_file.name) == ("done", "")


def test_database_refuses_a_second_live_certificate_and_a_second_number(ground: Ground) -> None:
    certificate = ground.issued(ground.enrolments[0])[0]
    for change in ({"seq": 99}, {"enrolment": ground.enrolments[1]}):
        copy = Certificate.objects.get(pk=certificate.pk)
        copy.pk, copy.uid, copy.code = None, uuid.uuid4(), "X" * 11
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_templates_of_one_series_count_together(ground: Ground) -> None:
    other_course = course_in(ground.school, title="调解员专题培训")
    other = template_for(other_course, ground.county)
    other_run = run_of(other_course, ground.county)
    merit = template_for(ground.course, ground.county, kind="honor", title="荣誉证书")
    ground.issued(ground.enrolments[0])
    (honour,) = ground.issued(ground.enrolments[0], template=merit)
    assert honour.seq == 2
    assert other.number_template == merit.number_template
    assert candidates(other_run, other) == []


def test_rare_name_without_glyph_is_refused_and_uses_no_number(ground: Ground) -> None:
    rare = ground.completed("李\U000323ae")
    private = ground.completed("张\ue863")
    reasons = {c.enrolment.pk: [r.text for r in c.reasons] for c in candidates(ground.run, ground.template)}
    assert reasons[rare.pk] == ["姓名里这个字，装好的字体里都没有：\U000323ae (U+323AE)"]
    assert reasons[private.pk] == ["姓名里有旧系统的自造字（U+E863），请改成“䶮”"]
    certificates = ground.issued(*ground.enrolments, rare, private)
    assert numbers(certificates) == [1, 2, 3]


def test_name_that_lost_its_glyph_after_confirming_is_refused(ground: Ground) -> None:
    batch = ground.batch()
    ground.enrolments[1].person.name = "张\ue863"
    ground.enrolments[1].person.save()
    issue_batch(batch.job, lambda done, total: None)
    assert [bool(item.certificate_id) for item in batch.items.all()] == [True, False, True]
    assert numbers(list(Certificate.objects.order_by("seq"))) == [1, 2]


def test_snapshot_and_file_do_not_change_with_person_course_or_template(ground: Ground) -> None:
    certificate = ground.issued(ground.enrolments[0])[0]
    before = (certificate.snapshot, certificate.pdf.sha256, certificate.template_version_id)
    person = ground.enrolments[0].person
    person.name = "王兰"
    person.save()
    ground.course.title = "改了名的课"
    ground.course.save_revision().publish()
    template_for(ground.course, ground.county, uid=ground.template.uid, issuer="别的局", html="<p>新</p>")
    again = Certificate.objects.get(pk=certificate.pk)
    kept = render_certificate(certificate=again)
    assert (again.snapshot, kept.sha256, again.template_version_id) == before
    assert CertificateFile.objects.count() == 1


def test_unchanged_template_writes_nothing_and_changed_page_adds_a_version(ground: Ground) -> None:
    again = template_for(ground.course, ground.county, uid=ground.template.uid)
    assert again.current_version.number == 1
    changed = template_for(ground.course, ground.county, uid=ground.template.uid, css="p { color: red }")
    assert (changed.pk, changed.current_version.number) == (again.pk, 2)
    with pytest.raises(AppendOnlyViolation):
        changed.current_version.save()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("html", "{% include 'base.html' %}{% if %}", "template_html"),
        ("html", "{% load static %}", "template_html"),
        ("kind", "diploma", "template_kind"),
        ("number_template", "第{seq}号", "number_template"),
    ],
)
def test_unusable_template_is_refused(ground: Ground, field: str, value: str, code: str) -> None:
    with pytest.raises(GridschoolError) as refused:
        template_for(ground.course, ground.county, **{field: value})
    assert refused.value.code == code


def test_revoking_keeps_the_row_the_file_and_the_number(ground: Ground) -> None:
    certificate = ground.issued()[0]
    event = revoke_certificate(
        actor=ground.officer, certificate=certificate, reason_class="not_met", reason="考勤是代签的"
    )
    certificate.refresh_from_db()
    assert (certificate.state, event.kind, event.reason) == ("revoked", "revoked", "考勤是代签的")
    assert certificate.pdf.file.storage.exists(certificate.pdf.file.name)
    assert AuditEvent.objects.filter(action="certificates.revoke", target_id=str(certificate.uid)).exists()
    assert ground.issued(ground.enrolments[0])[0].seq == 4


def test_revoking_needs_a_reason_and_happens_once(ground: Ground) -> None:
    certificate = ground.issued(ground.enrolments[0])[0]
    for reason_class, reason in (("not_met", " "), ("", "因为"), ("no-such", "因为")):
        with pytest.raises(ReasonMissing):
            revoke_certificate(actor=None, certificate=certificate, reason_class=reason_class, reason=reason)
    revoke_certificate(actor=None, certificate=certificate, reason_class="other", reason="因为")
    with pytest.raises(StateRefused):
        revoke_certificate(actor=None, certificate=certificate, reason_class="other", reason="因为")
    assert certificate.events.count() == 2


def test_revoked_candidate_is_ready_but_not_preselected(ground: Ground) -> None:
    certificate = ground.issued(ground.enrolments[0])[0]
    revoke_certificate(actor=None, certificate=certificate, reason_class="other", reason="因为")
    found = candidates(ground.run, ground.template, only=[ground.enrolments[0].pk])[0]
    assert (found.state, found.is_preselected, found.ended) == ("ready", False, certificate)


def test_replacing_gives_a_new_number_with_todays_facts(ground: Ground) -> None:
    old = ground.issued(ground.enrolments[0])[0]
    person = old.person
    person.name = "王秀兰兰"
    person.save()
    key = uuid.uuid4()
    words = {"actor": ground.officer, "certificate": old, "reason_class": "wrong_facts", "reason": "少一个字"}
    batch = replace_certificate(key=key, **words)
    assert replace_certificate(key=key, **words) == batch
    issue_batch(batch.job, lambda done, total: None)
    new = Certificate.objects.get(replaces=old)
    old.refresh_from_db()
    assert (old.state, old.snapshot["name"]) == ("replaced", "王秀兰")
    assert (new.state, new.snapshot["name"], new.seq) == ("valid", "王秀兰兰", 2)


def test_withdrawn_person_is_left_out(ground: Ground) -> None:
    leaver = ground.enrolled("陈志刚")
    withdraw_enrolment(leaver, actor=None, reason="调走了")
    assert numbers(ground.issued(*ground.enrolments, leaver)) == [1, 2, 3]
    assert IssueBatch.objects.get().items.get(enrolment=leaver).refusal == "已经退班"


def test_term_runs_out_by_itself(ground: Ground) -> None:
    post = template_for(ground.course, ground.county, kind="post", title="上岗证", valid_months=13)
    certificate = ground.issued(ground.enrolments[0], template=post)[0]
    last = certificate.expires_on
    assert (last.year * 12 + last.month) - (certificate.issued_on.year * 12 + certificate.issued_on.month) == 13
    after = date.fromordinal(last.toordinal() + 1)
    assert (certificate.state_at(last), certificate.state_at(after)) == ("valid", "expired")
    assert (expire_certificates(today=last), expire_certificates(today=after)) == (0, 1)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.events.last().kind) == ("expired", "expired")


def test_register_outlives_everything_it_points_at(ground: Ground) -> None:
    certificate = ground.issued(ground.enrolments[0])[0]
    for row in (certificate.person, certificate.enrolment, certificate.template, ground.run):
        with (
            pytest.raises(ProtectedError),
            transaction.atomic(),
        ):
            row.delete()


def test_print_file_has_every_certificate_in_order(ground: Ground) -> None:
    certificates = ground.issued()
    batch = IssueBatch.objects.get()
    assert batch.state == "done"
    with batch.print_file.open("rb") as stored:
        reader = PdfReader(io.BytesIO(stored.read()))
    texts = [page.extract_text() for page in reader.pages]
    assert [c.number in text for c, text in zip(certificates, texts, strict=True)] == [True] * 3
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"


def test_stored_bytes_are_what_was_hashed(ground: Ground) -> None:
    for certificate in ground.issued():
        with certificate.pdf.file.open("rb") as stored:
            data = stored.read()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (certificate.pdf.sha256, certificate.pdf.size)
        with pytest.raises(AppendOnlyViolation):
            certificate.pdf.delete()


def test_job_runs_on_commit_and_leads_to_the_batch(
    ground: Ground, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = ground.batch()
    batch.job.refresh_from_db()
    assert (batch.job.state, batch.job.error) == ("done", "")
    assert batch.job.result["issued"] == 3
    assert batch.job.result["next"] == f"/admin/certificates/batches/{batch.uid}/"
    first = batch.job
    assert start_job(batch=batch, actor=ground.officer) != first
