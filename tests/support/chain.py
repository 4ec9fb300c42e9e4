"""The whole chain by service calls: from a county's pack to verified certificates.

Runs inside the process of an installation (`manage.py shell`), on whatever database, queue and store that one
has. Long work is done by the installation's own worker; here we only wait for it.
"""

import hashlib
import secrets
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from openpyxl import Workbook

from certificates.models import Certificate, IssueBatch
from certificates.selectors import candidates, templates_of
from certificates.services.start_issue import start_issue
from courses.api import book_drill, check_in, hours_of, open_county, open_run, open_session, score_drill, steps_of
from courses.models import Attendance, CoursePage, Enrolment
from courses.rules import rubric
from courses.selectors.drills import rubric_of
from courses.services.finish_lesson import finish_lesson, open_lesson
from curricula.api import apply_pack, check_pack, find_packs
from curricula.rules.plan import CHANGING
from exams.selectors import items_of, key_of
from exams.services.record_answers import Answer, record_answers
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from foundation.models import Job
from people.api import AREAS_FILE, Person, Unit, User, assign_role, issue_login_slips, load_units
from people.notices import current_version
from people.services.apply_roster import confirm_roster
from people.services.check_login import check_login
from people.services.plan_roster import receive_roster

COUNTY = "230882"
STREET = "230882003"
JOB_SECONDS = 180
NAMES = ["王秀兰", "张䶮", "欧阳文慧", "阿卜杜热西提·买买提吐尔逊江", "李桂芬", "陈志刚"]


@dataclass
class Chain:
    """What the chain has made so far. `told` is what it measured and proved, for the test that started it."""

    county: Unit = field(init=False)
    officer: User = field(init=False)
    trainer: User = field(init=False)
    course_uid: uuid.UUID = field(init=False)
    people: list[Person] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)


def run_chain(people: int = 3) -> dict[str, Any]:
    """Walk the chain once with new people; returns what was proved, as plain data."""
    began = time.perf_counter()
    chain = Chain()
    open_the_school(chain)
    import_roster(chain, people)
    enrolments = give_the_course(chain)
    for enrolment in enrolments:
        study(enrolment)
    drill(chain, enrolments)
    for enrolment in enrolments:
        sit_the_exam(enrolment)
    issue_and_verify(chain, enrolments)
    chain.told["seconds"] = round(time.perf_counter() - began, 2)
    return chain.told


def open_the_school(chain: Chain) -> None:
    """Units, county, pack (twice: the second time changes nothing), an officer and a trainer."""
    load_units(path=AREAS_FILE)
    chain.county = Unit.objects.get(code=COUNTY)
    open_county(actor=None, unit=chain.county)
    folder = find_packs("plugin:fujin")[0]
    pack = check_pack(folder)
    apply_pack(pack=pack, unit=chain.county, actor=None)
    again = apply_pack(pack=pack, unit=chain.county, actor=None)
    chain.course_uid = pack.uid("course", pack.course.id)
    chain.told["pack_changes_second_time"] = sum(change.action in CHANGING for change in again.changes)
    chain.officer, chain.trainer = staff(chain.county, "officer"), staff(chain.county, "trainer")


def staff(county: Unit, role: str) -> User:
    user = User.objects.create_user(username=f"chain-{role}-{secrets.token_hex(3)}")
    assign_role(actor=None, user=user, unit=county, role=role)
    return user


def import_roster(chain: Chain, count: int) -> None:
    """An Excel sheet, compared first, then applied by the worker; then slips, and one login with a slip."""
    street = Unit.objects.get(code=STREET)
    numbers = [demo_identity() for _ in range(count)]
    data = roster_file(numbers, street)
    roster = receive_roster(actor=chain.officer, unit=chain.county, name="名册.xlsx", data=data)
    before = Person.objects.filter(id_hash__in=map(Person.hash_of, numbers)).count()
    wait_for(confirm_roster(actor=chain.officer, roster=roster))
    chain.people = list(Person.objects.filter(id_hash__in=map(Person.hash_of, numbers)).order_by("worker_no"))
    slips = issue_login_slips(actor=chain.officer, people=chain.people)
    first = slips[0]
    opened = check_login(request=HttpRequest(), name=first.person.worker_no, password=first.code)
    chain.told |= {"people_by_dry_run": before, "people": len(chain.people)}
    chain.told["must_change_password"] = opened.user.must_change_password


def roster_file(numbers: list[str], unit: Unit) -> bytes:
    """The workbook that a bureau would upload."""
    book = Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", "手机号", "单位", "岗位"])
    for row, number in enumerate(numbers):
        sheet.append([NAMES[row % len(NAMES)], number, f"139{row:08d}", unit.name, "网格员"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def demo_identity() -> str:
    """A valid number that belongs to nobody: the address code 990101 exists nowhere."""
    from people.api import check_character

    born = datetime(1960, 1, 1) + timedelta(days=secrets.randbelow(15000))
    digits = f"990101{born:%Y%m%d}{secrets.randbelow(1000):03d}"
    return digits + check_character(digits + "0")


def give_the_course(chain: Chain) -> list[Enrolment]:
    today = timezone.localdate()
    course = CoursePage.objects.get(uid=chain.course_uid)
    run = open_run(
        actor=chain.officer,
        course=course,
        unit=chain.county,
        title=f"第 {secrets.randbelow(10**6)} 期",
        starts_on=today,
        ends_on=today + timedelta(days=30),
        people=chain.people,
    )
    return list(run.enrolments.select_related("person", "run__course", "run__unit"))


def study(enrolment: Enrolment) -> None:
    """Open each lesson, and finish it an hour later."""
    now = timezone.now()
    for step in steps_of(enrolment.run.course):
        if step.kind == "lesson":
            open_lesson(enrolment=enrolment, step=step, now=now - timedelta(hours=1))
            finish_lesson(enrolment=enrolment, step=step, actor=None, now=now)


def drill(chain: Chain, enrolments: list[Enrolment]) -> None:
    """One session: booked before it, checked in at the door, scored with one deduction."""
    now = timezone.now()
    page = next(step for step in steps_of(enrolments[0].run.course) if step.kind == "drill")
    starts_at = now + timedelta(hours=1)
    session = open_session(
        uid=uuid.uuid4(),
        actor=chain.trainer,
        run=enrolments[0].run,
        page=page,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="社工站",
        capacity=len(enrolments),
    )
    items = rubric_of(page)
    for enrolment in enrolments:
        booking = book_drill(enrolment=enrolment, session=session, actor=None, now=now)
        check_in(booking=booking, how=Attendance.How.ROSTER, actor=chain.trainer, now=starts_at)
        sheet = score_drill(
            key=uuid.uuid4(),
            booking=booking,
            assessor=chain.trainer,
            cuts={items[0].uid: [0]},
            criticals=[],
            stamp=rubric.stamp(items, page.pass_mark),
            note="",
            now=now,
        )
    chain.told["drill_total_lost"] = str(100 - sheet.total)


def sit_the_exam(enrolment: Enrolment) -> None:
    """Answer everything right, sending each answer twice, and hand in twice."""
    now = timezone.now()
    page = next(step for step in steps_of(enrolment.run.course) if step.kind == "exam")
    attempt = start_attempt(enrolment=enrolment, page=page, now=now)
    entries = [Answer(item.slot, 1, tuple(sorted(key_of(item)))) for item in items_of(attempt)]
    for _ in range(2):
        record_answers(attempt=attempt, entries=entries, now=now)
    for _ in range(2):
        result = submit_attempt(attempt=attempt, now=now, actor=None)
    if not (result.passed and result.fraction == Decimal(1)):
        raise AssertionError(f"all answers right, yet {result.fraction}")


def issue_and_verify(chain: Chain, enrolments: list[Enrolment]) -> None:
    """Confirm the list twice, let the worker number and print, then look at what an outsider sees."""
    run = enrolments[0].run
    [template] = templates_of(run)
    ready = candidates(run, template)
    ids, key = [candidate.enrolment.pk for candidate in ready], uuid.uuid4()
    for _ in range(2):
        batch = start_issue(actor=chain.officer, run=run, template=template, enrolment_ids=ids, key=key)
    wait_for(Job.objects.get(pk=batch.job_id))
    batch = IssueBatch.objects.get(pk=batch.pk)
    found = list(Certificate.objects.filter(enrolment__in=enrolments).select_related("pdf").order_by("seq"))
    first = found[0].seq
    chain.told |= {
        "reasons": [str(reason.text) for candidate in ready for reason in candidate.reasons],
        "hours": float(hours_of(enrolments[0]).total),
        "certificates": len(found),
        "is_gap_free": [c.seq - first for c in found] == list(range(len(found))),
        "is_frozen": all(digest_of(c) == c.pdf.sha256 for c in found),
        "print_file_starts": batch.print_file.read(5).decode(),
        "verified": [verify(certificate) for certificate in found],
        "number": found[0].number,
    }


def digest_of(certificate: Certificate) -> str:
    with certificate.pdf.file.open() as stored:
        return hashlib.sha256(stored.read()).hexdigest()


def verify(certificate: Certificate) -> bool:
    """Whether an anonymous visitor is told that this certificate is valid, and not who exactly holds it."""
    address = f"{settings.PUBLIC_URL}/v/{certificate.code}/"
    request = urllib.request.Request(address, headers={"Accept-Language": "zh-CN"})  # noqa: S310  our own site
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        body = answer.read().decode()
    return "这本证书有效" in body and certificate.number in body and certificate.person.name not in body


def wait_for(job: Job) -> Job:
    """Wait until the installation's worker has ended the job. Raises AssertionError unless it is done."""
    deadline = time.monotonic() + JOB_SECONDS
    while not job.is_over and time.monotonic() < deadline:
        time.sleep(0.1)
        job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise AssertionError(f"{job.kind} is {job.state}: {job.error}")
    return job


def prepare_for_exam(password: str) -> dict[str, str]:
    """One person for whom only the exam is left; returns the login and the run's address."""
    chain = Chain()
    open_the_school(chain)
    import_roster(chain, 1)
    [enrolment] = give_the_course(chain)
    study(enrolment)
    drill(chain, [enrolment])
    user = User.objects.get(person=enrolment.person)
    user.set_password(password)
    user.must_change_password = False
    user.notice_version = current_version(timezone.localdate())
    user.save()
    return {"login": user.username, "course": f"/learn/{enrolment.run.uid}/"}


def start_issuing(people: int) -> int:
    """Bring people to the end of the course and start issuing to all of them; returns the batch's id at once."""
    chain = Chain()
    open_the_school(chain)
    import_roster(chain, people)
    enrolments = give_the_course(chain)
    for enrolment in enrolments:
        study(enrolment)
    drill(chain, enrolments)
    for enrolment in enrolments:
        sit_the_exam(enrolment)
    run = enrolments[0].run
    [template] = templates_of(run)
    ids = [candidate.enrolment.pk for candidate in candidates(run, template)]
    batch = start_issue(actor=chain.officer, run=run, template=template, enrolment_ids=ids, key=uuid.uuid4())
    return batch.pk


def end_of_batch(batch_id: int) -> dict[str, Any]:
    """Wait for the batch's job; returns its numbers, how many files there are, and how often it was taken up."""
    batch = IssueBatch.objects.get(pk=batch_id)
    job = wait_for(Job.objects.get(pk=batch.job_id))
    found = Certificate.objects.filter(enrolment__run=batch.run).select_related("pdf").order_by("seq")
    return {
        "seqs": [certificate.seq for certificate in found],
        "are_frozen": all(digest_of(certificate) == certificate.pdf.sha256 for certificate in found),
        "has_print_file": bool(IssueBatch.objects.get(pk=batch_id).print_file),
        "attempts": job.attempts,
    }
