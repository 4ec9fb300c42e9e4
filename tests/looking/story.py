"""What the demonstration school lacks for every page to have something to show.

Runs inside the process of an installation (`manage.py shell`), after `manage.py demo`. Everybody is made up; the
words are those that a county would write, since the pictures are looked at as pages, not as tests.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image, ImageDraw

from certificates.selectors import candidates, templates_of
from certificates.services.replace_certificate import replace_certificate
from certificates.services.revoke_certificate import revoke_certificate
from certificates.services.start_issue import start_issue
from courses.api import (
    book_drill,
    check_in,
    enrol_people,
    open_county,
    open_run,
    open_session,
    score_drill,
)
from courses.models import (
    Attendance,
    DrillPage,
    DrillSession,
    Enrolment,
    LessonPage,
    Run,
    SchoolDocument,
    SchoolImage,
)
from courses.rules import rubric
from courses.selectors.drills import rubric_of
from courses.services.finish_lesson import finish_lesson, open_lesson
from courses.services.open_county import county_collection
from courses.services.withdraw_person import withdraw_person
from exams.models import Attempt, ExamPage
from exams.selectors import items_of, key_of
from exams.services.record_answers import Answer, record_answers
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from foundation.models import Job
from people.api import Person, Unit, User, add_person, assign_role, ensure_login
from people.selectors.privacy import current_notice
from people.services.apply_roster import confirm_roster
from people.services.ask_about_data import ask_about_data
from people.services.export_my_data import export_my_data
from people.services.export_people import start_export
from people.services.mark_left import mark_left
from people.services.merge_people import merge_people
from people.services.national_certificates import add_national
from people.services.plan_roster import UploadRefused, receive_roster
from people.services.record_consent import acknowledge_notice
from people.services.second_factor import mark_second_factor
from people.services.slip_batches import issue_slip_batch
from tests.factories.people import identity_number
from tests.looking.password import PASSWORD
from tests.people.rosters import workbook
from tests.support.chain import wait_for

COUNTY, STREET, EMPTY_COUNTY = "230882", "230882003", "230881"
LONGEST_NAME = "阿卜杜热西提·买买提吐尔逊江·阿布力克木·伊敏江"
AUTUMN = ("刘桂芳", "韩志强", "苏日娜", "马小军", "邓丽萍", "罗国庆", "许文静", "高翔")
FIRST_NUMBER = 5000


@dataclass
class Story:
    """What the chapters hand on. `logins` says who plays which part in the walk."""

    now: datetime
    county: Unit
    street: Unit
    officer: User
    trainer: User
    worker: Enrolment
    logins: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)

    def part(self, name: str, person: Person, *, knows_notice: bool = True) -> User:
        """Let a person play a part: with a login, and PASSWORD."""
        user = ensure_login(person)
        user.set_password(PASSWORD)
        user.must_change_password = False
        user.save()
        if knows_notice:
            acknowledge_notice(user=user, notice=current_notice(), granted=["sms"])
        self.logins[name] = user.username
        return user

    def staff(self, part: str, name: str, unit: Unit, role: str) -> User:
        """Somebody of the staff, for one more part."""
        user = User.objects.create_user(part, password=PASSWORD, last_name=name)
        assign_role(actor=None, user=user, unit=unit, role=role)
        self.logins[part] = part
        return user


def tell() -> dict[str, str]:
    """Tell it once; returns the logins by part, all of them with PASSWORD."""
    county, street = (Unit.objects.get(code=code) for code in (COUNTY, STREET))
    officer, trainer = (User.objects.get(username=name) for name in ("officer", "trainer"))
    accounts = json.loads((settings.VAR_DIR / "demo-accounts.json").read_text())
    worker = Enrolment.objects.filter(person__user__username=accounts["worker"]["login"]).latest("pk")
    story = Story(timezone.now(), county, street, officer, trainer, worker)
    for chapter in (_hire, _arrive, _study, _drill, _autumn, _sit, _issue, _import, _ask, _write, _tidy):
        chapter(story)
    return story.logins


def _hire(story: Story) -> None:
    """A county in which nothing has happened yet, and staff who use a second factor."""
    empty = Unit.objects.get(code=EMPTY_COUNTY)
    open_county(actor=None, unit=empty, help_phone="0454-7110000")
    story.staff("empty officer", "吴倩", empty, "officer")
    story.staff("empty trainer", "何伟", empty, "trainer")
    careful = story.staff("careful", "沈丽", story.county, "officer")
    TOTP.activate(careful, generate_totp_secret())
    RecoveryCodes.activate(careful)
    mark_second_factor(user=careful, is_on=True)


def _person(story: Story, name: str, number: int, unit: Unit | None = None, phone: str = "") -> Person:
    person, _is_new = add_person(
        actor=story.officer,
        unit=unit or story.street,
        name=name,
        identity_number=identity_number(FIRST_NUMBER + number),
        phone=phone or f"1390002{number:04d}",
        post="专职网格员",
    )
    return person


def _arrive(story: Story) -> None:
    """Somebody with the longest name and no run; two who have not seen the notice, one of them with a course."""
    story.part("newcomer", _person(story, LONGEST_NAME, 1))
    story.part("stranger", _person(story, "白雪", 2), knows_notice=False)
    beginner = _person(story, "高远", 5)
    enrol_people(actor=story.officer, run=story.worker.run, people=[beginner])
    story.part("beginner", beginner, knows_notice=False)
    for number, name in ((3, "郭建国"), (4, "郭建业")):  # one telephone for two brothers
        _person(story, name, number, phone="13900029999")


def _pages(enrolment: Enrolment, kind: type[Any]) -> list[Any]:
    """The steps of one kind of the course, in its order."""
    return list(kind.objects.child_of(enrolment.run.course).live().order_by("path"))


def _study(story: Story) -> None:
    """The worker has read two lessons, and is in the middle of the third."""
    user = story.part("worker", story.worker.person)
    lessons = _pages(story.worker, LessonPage)
    earlier = story.now - timedelta(hours=2)
    for lesson in lessons[:3]:
        open_lesson(enrolment=story.worker, step=lesson, now=earlier)
    for lesson in lessons[:2]:
        finish_lesson(enrolment=story.worker, step=lesson, actor=None, now=story.now)
    ask_about_data(person=user.person, kind="correction", actor=user, field="other", text="岗位写错了，应为兼职。")
    export_my_data(person=user.person, actor=user)
    add_national(
        actor=story.officer,
        person=user.person,
        level="ASW",
        source="national",
        mgmt_no="20233600000000001234",
        approval_date=date(2023, 6, 11),
    )


def _drill(story: Story) -> None:
    """One has come and is scored, one has come, one is not here yet; the worker has a seat in the next session."""
    first, second = DrillSession.objects.filter(run=story.worker.run).order_by("starts_at")[:2]
    come, late, waiting = first.bookings.select_related("enrolment__person").order_by("pk")[:3]
    for booking in (come, late):
        check_in(booking=booking, how=Attendance.How.ROSTER, actor=story.trainer, now=first.starts_at)
    _score(story, come, first)
    story.part("booked", waiting.enrolment.person)
    book_drill(enrolment=story.worker, session=second, actor=None, now=story.now)


def _score(story: Story, booking: Any, session: DrillSession) -> None:
    items = rubric_of(session.page)
    score_drill(
        key=uuid.uuid4(),
        booking=booking,
        assessor=story.trainer,
        cuts={items[0].uid: [0]},
        criticals=[],
        stamp=rubric.stamp(items, session.page.pass_mark),
        note="开口前先退一步，别堵着门。",
        now=story.now,
    )


def _autumn(story: Story) -> None:
    """A run that began in autumn, whose people have done everything but the exam; one of them has left it."""
    story.people = [_person(story, name, 20 + number) for number, name in enumerate(AUTUMN)]
    today = timezone.localdate()
    run: Run = open_run(
        actor=story.officer,
        course=story.worker.run.course,
        unit=story.county,
        title="2026 年秋季班",
        starts_on=today - timedelta(days=50),
        ends_on=today + timedelta(days=6),
        people=story.people,
    )
    run.teachers.add(story.trainer)
    story.enrolments = list(run.enrolments.select_related("person", "run__course", "run__unit").order_by("pk"))
    withdraw_person(actor=story.officer, enrolment=story.enrolments[7], reason="调到外县工作")
    for enrolment in story.enrolments[:6]:
        _read_all(story, enrolment)
    _pass_drill(story, story.enrolments[:6])


def _read_all(story: Story, enrolment: Enrolment) -> None:
    for lesson in _pages(enrolment, LessonPage):
        open_lesson(enrolment=enrolment, step=lesson, now=story.now - timedelta(hours=3))
        finish_lesson(enrolment=enrolment, step=lesson, actor=None, now=story.now)


def _pass_drill(story: Story, enrolments: Sequence[Enrolment]) -> None:
    page = _pages(enrolments[0], DrillPage)[0]
    starts_at = story.now + timedelta(hours=1)
    session = open_session(
        uid=uuid.uuid4(),
        actor=story.trainer,
        run=enrolments[0].run,
        page=page,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="兴隆社区会议室",
        capacity=len(enrolments),
    )
    for enrolment in enrolments:
        booking = book_drill(enrolment=enrolment, session=session, actor=None, now=story.now)
        check_in(booking=booking, how=Attendance.How.ROSTER, actor=story.trainer, now=starts_at)
        _score(story, booking, session)


def _sit(story: Story) -> None:
    """Four pass, one fails, one is writing."""
    for enrolment in story.enrolments[:4]:
        _write_exam(story, enrolment, wrong=2)
    _write_exam(story, story.enrolments[4], wrong=999)
    attempt = _begin(story, story.enrolments[5])
    _answer(story, attempt, right=3, wrong=1)
    story.part("graduate", story.people[0])
    story.part("failed", story.people[4])
    story.part("writer", story.people[5])


def _begin(story: Story, enrolment: Enrolment) -> Attempt:
    page = _pages(enrolment, ExamPage)[-1]  # mock exams stand before it
    return start_attempt(enrolment=enrolment, page=page, now=story.now)


def _write_exam(story: Story, enrolment: Enrolment, *, wrong: int) -> None:
    attempt = _begin(story, enrolment)
    count = len(items_of(attempt))
    _answer(story, attempt, right=max(count - wrong, 0), wrong=min(wrong, count))
    submit_attempt(attempt=attempt, now=story.now, actor=None)


def _answer(story: Story, attempt: Attempt, *, right: int, wrong: int) -> None:
    """The first `right` questions as the key says, so many after them by a letter that is not enough or false."""
    entries = []
    for number, item in enumerate(items_of(attempt)[: right + wrong]):
        key = sorted(key_of(item))
        chosen = key if number < right else [next(letter for letter in "ABCD" if [letter] != key)]
        entries.append(Answer(item.slot, 1, tuple(chosen)))
    record_answers(attempt=attempt, entries=entries, now=story.now)


def _issue(story: Story) -> None:
    """Three get their certificate at once; one of these is replaced, one revoked; the fourth waits."""
    run = story.enrolments[0].run
    template = templates_of(run)[0]
    ready = [candidate.enrolment.pk for candidate in candidates(run, template) if not candidate.reasons][:3]
    batch = start_issue(actor=story.officer, run=run, template=template, enrolment_ids=ready, key=uuid.uuid4())
    wait_for(Job.objects.get(pk=batch.job_id))
    _kept, second, third = template.certificates.order_by("pk")[:3]
    reason = {"reason_class": "wrong_facts", "reason": "姓名录错一个字"}
    again = replace_certificate(actor=story.officer, certificate=second, key=uuid.uuid4(), **reason)
    wait_for(Job.objects.get(pk=again.job_id))
    revoke_certificate(actor=story.officer, certificate=third, **reason)


def _import(story: Story) -> None:
    """One roster applied, one that waits for a decision with every kind of row, one that cannot be read."""
    unit = story.street.name
    joined = [("贾春梅", 40), ("田永贵", 41), ("石磊", 42)]
    rows = [(name, identity_number(FIRST_NUMBER + n), f"139000300{n}", unit, "网格员") for name, n in joined]
    broken = ("甘露", "123", "", unit, "")
    applied = _received(story, "二季度名册.xlsx", workbook(*rows, broken))
    wait_for(confirm_roster(actor=story.officer, roster=applied))
    known = [("贾春梅", identity_number(FIRST_NUMBER + 40), "13900030040", "城东街道", "网格员"), rows[1]]
    fresh = ("雷鸣", identity_number(FIRST_NUMBER + 43), "", unit, "兼职网格员")
    faults = [("郝仁", "11010119900101001X", "", unit, ""), ("", identity_number(FIRST_NUMBER + 44), "", unit, "")]
    _received(story, "三季度名册.xlsx", workbook(*known, fresh, *faults))
    try:
        _received(story, "通知.docx", b"PK not a workbook")
    except UploadRefused:
        return
    raise AssertionError("a file that is no workbook was taken")


def _received(story: Story, name: str, data: bytes) -> Any:
    return receive_roster(actor=story.officer, unit=story.county, name=name, data=data)


def _ask(story: Story) -> None:
    """Somebody has left, two records are one person, an officer prints slips and exports a list."""
    left, twin, other = (_person(story, name, 60 + n) for n, name in enumerate(("丁一", "孟庆华", "孟庆华")))
    mark_left(actor=story.officer, person=left, reason="调到外县工作")
    merge_people(actor=story.officer, kept=twin, merged=other, reason="同一个人登记了两次")
    issue_slip_batch(actor=story.officer, uid=uuid.uuid4(), unit=story.street, people=story.people[:6])
    leaver = story.part("leaver", story.people[6])
    ask_about_data(person=leaver.person, kind="erasure", actor=leaver, text="我不干网格员了。")
    export = start_export(actor=story.officer, unit=story.county, reason="年度统计")
    if export.job_id:
        wait_for(Job.objects.get(pk=export.job_id))


def _write(story: Story) -> None:
    """A picture, a document, and a lesson that waits for its review."""
    collection = county_collection(story.county)
    picture = Image.new("RGB", (960, 640), "#dce9df")
    ImageDraw.Draw(picture).rectangle((320, 120, 640, 640), fill="#2f6b4f")
    data = BytesIO()
    picture.save(data, "PNG")
    common = {"collection": collection, "uploaded_by_user": story.trainer}
    SchoolImage.objects.create(title="楼道口", file=ImageFile(data, "stairwell.png"), **common)
    file = ContentFile("姓名,楼栋,时间\n".encode(), "visits.csv")
    SchoolDocument.objects.create(title="入户走访登记表", file=file, **common)
    lesson = _pages(story.worker, LessonPage)[0]
    lesson.title = f"{lesson.title}（改）"
    lesson.save_revision(user=story.trainer, log_action=True)
    lesson.get_workflow().start(lesson, story.trainer)


def _tidy(story: Story) -> None:
    """Staff of the demonstration take part under their own names."""
    for part in ("officer", "trainer", "admin"):
        user = User.objects.get(username=part)
        user.set_password(PASSWORD)
        user.save()
        story.logins[part] = part
