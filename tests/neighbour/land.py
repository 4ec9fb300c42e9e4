"""A county with one of everything. Made twice by the same code: the walker's home, and the neighbour.

Every text of a land carries its `word`, every name begins with its `surname`; both lands know SHARED_WORD, by
which they are searched.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import TestCase
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Comment, PageSubscription, UploadedFile
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from certificates.services.replace_certificate import replace_certificate
from certificates.services.revoke_certificate import revoke_certificate
from certificates.services.start_issue import start_issue
from courses.models import (
    Attendance,
    Booking,
    CoursePage,
    CreditHourPolicy,
    DrillPage,
    Enrolment,
    LessonPage,
    Run,
    SchoolDocument,
    SchoolImage,
)
from courses.rules import rubric
from courses.selectors.drills import rubric_of
from courses.services.book_drill import book_drill
from courses.services.check_in import check_in, check_out
from courses.services.finish_lesson import finish_lesson, open_lesson
from courses.services.open_run import open_run
from courses.services.open_session import open_session
from courses.services.post_credit import reverse_credit
from courses.services.score_drill import score_drill
from courses.services.withdraw_person import withdraw_person
from curricula.models import AppliedPack, PackItem
from exams.models import ExamPage, PaperItem
from exams.services.put_exam_page import put_exam_page
from exams.services.record_answers import record_answers
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from people.models import Person, Unit, User
from people.selectors.privacy import current_notice
from people.services.apply_roster import confirm_roster
from people.services.ask_about_data import ask_about_data
from people.services.ask_login_code import ask_login_code
from people.services.assign_role import assign_role
from people.services.export_my_data import export_my_data
from people.services.export_people import start_export
from people.services.mark_left import mark_left
from people.services.merge_people import merge_people
from people.services.national_certificates import add_national
from people.services.plan_roster import UploadRefused, receive_roster
from people.services.record_consent import acknowledge_notice
from people.services.second_factor import mark_second_factor
from people.services.slip_batches import issue_slip_batch
from people.services.throttle_login import count_failure
from people.services.view_identity import view_identity
from tests.factories.certificates import template_for
from tests.factories.courses import course_in, lesson_in, published, school_in
from tests.factories.drills import drill_in
from tests.factories.exams import full_bank, paper_of, right_answers
from tests.factories.people import PASSWORD, County, PersonFactory, county_factory, identity_number
from tests.people.rosters import workbook

SHARED_WORD = "vexillum"
# Of the name only the first and the last character are shown in public.
NAMES = ("蘅芷", "蘅若", "蘅芜", "蘅皋", "蘅薄", "蘅苕", "蘅苓")


@dataclass(frozen=True)
class Plan:
    """What tells one land from the other. `number` is where its made-up people begin."""

    code: str
    name: str
    word: str
    surname: str
    number: int


HOME = Plan("990201", "故县", "homeland", "戚", 3000)
NEIGHBOUR = Plan("990202", "邻县", "neighbourland", "郇", 4000)


class Land:
    """The county, its people and everything that they did; see the methods, in the order of time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.now = timezone.now()
        with TestCase.captureOnCommitCallbacks(execute=True):
            self._found()
            self._hire()
            self._settle()
            self._secure()
            self._collect_files()
            self._write()
            self._hand_in()
            self._ask()
            self._give_runs()
            self._study()
            self._drill()
            self._sit()
        with TestCase.captureOnCommitCallbacks(execute=True):
            self._issue()
        with TestCase.captureOnCommitCallbacks(execute=True):
            self._take_back()
        self._import()
        self._print_slips()
        self._ask_about_data()

    def text(self, words: str) -> str:
        """Some words that tell whose they are, and are found by a word that both lands know."""
        return f"{words} {SHARED_WORD} {self.plan.word}"

    def _found(self) -> None:
        """Units, the school with its collection and groups."""
        self.places: County = county_factory(self.plan.code, self.plan.name)
        for unit in Unit.objects.filter(path__startswith=self.places.county.path):
            unit.name = f"{unit.name}{self.plan.word}"
            unit.save()
        for unit in vars(self.places).values():
            unit.refresh_from_db()
        self.school = school_in(self.places.county)
        self.collection = Collection.objects.get(name=self.places.county.code, depth=2)

    def _hire(self) -> None:
        """Staff of the county, and of a town."""
        county, town = self.places.county, self.places.town
        self.officer = self._staff("officer", county, "officer")
        self.trainer = self._staff("trainer", county, "trainer")
        self.chief = self._staff("chief", county, "officer", "trainer")
        self.town_officer = self._staff("townofficer", town, "officer")
        self.town_trainer = self._staff("towntrainer", town, "trainer")

    def _staff(self, name: str, unit: Unit, *roles: str) -> User:
        user = User.objects.create_user(
            f"{name}{self.plan.code}", password=PASSWORD, last_name=self.plan.surname, first_name="蘅掾"
        )
        for role in roles:
            assign_role(actor=None, user=user, unit=unit, role=role)
        return user

    def _secure(self) -> None:
        """A second factor for some, a county's single sign-on, a login tried with a wrong password."""
        for user in (self.chief, self.officer):
            TOTP.activate(user, generate_totp_secret())
            RecoveryCodes.activate(user)
            mark_second_factor(user=user, is_on=True)
        SocialAccount.objects.create(user=self.officer, provider=self.plan.word, uid=f"uid-{self.plan.code}")
        count_failure(self.workers[0].username)
        ask_login_code(phone=self.people[0].phone, address=f"10.0.0.{self.plan.number // 1000}")

    def lesson_form(self) -> dict[str, Any]:
        """The editor's form of the lesson with everything to which it points."""
        blocks: list[tuple[str, Any]] = [
            ("text", rich_text(f'<p><a linktype="page" id="{self.course.pk}">去看</a></p>')),
            ("picture", {"picture": str(self.image.pk), "words": "走访", "caption": ""}),
            ("file", {"document": str(self.document.pk), "words": ""}),
        ]
        fields = {
            "title": "新的题目",
            "slug": self.lesson.slug,
            "summary": "",
            "topic": "",
            "credit_minutes": "45",
        }
        return nested_form_data({**fields, "is_required": "on", "body": streamfield(blocks)})

    def _settle(self) -> None:
        """Three in the town, one of them without a login; in the street two, one who left, one written twice."""
        units = (self.places.village,) * 3 + (self.places.community,) * 4
        self.people: list[Person] = [
            PersonFactory(
                unit=unit,
                name=self.plan.surname + NAMES[n],
                identity=identity_number(self.plan.number + n),
                phone=f"1390{self.plan.number + n:07d}",
                worker_no=f"G{self.plan.code}{n + 1:05d}",
                post=self.text("网格员"),
            )
            for n, unit in enumerate(units)
        ]
        logins = [person for n, person in enumerate(self.people[:5]) if n != 2]
        mark_left(actor=self.officer, person=self.people[5], reason=self.text("调走"))
        merge_people(actor=self.officer, kept=self.people[4], merged=self.people[6], reason=self.text("同一个人"))
        view_identity(actor=self.officer, person=self.people[0], reason=self.text("核对"))
        add_national(
            actor=self.officer,
            person=self.people[0],
            level="SW",
            source="national",
            mgmt_no=f"GL{self.plan.number:08d}",
            approval_date=self.now.date() - timedelta(days=90),
        )
        self.workers = [User.objects.create_user(p.worker_no, password=PASSWORD, person=p) for p in logins]

    def _write(self) -> None:
        """A course with a lesson, a draft, a drill; below the school of the county."""
        self.course: CoursePage = course_in(self.school, title=self.text("岗前培训"))
        self.lesson: LessonPage = lesson_in(self.course, title=self.text("先敲门"), summary=self.text("头一分钟"))
        self.lesson.body = [
            {
                "type": "text",
                "value": f'<p>{self.text("见")}<a linktype="page" id="{self.course.pk}">课程</a></p>',
            },
            {"type": "picture", "value": {"picture": self.image.pk, "words": self.text("走访"), "caption": ""}},
            {"type": "file", "value": {"document": self.document.pk, "words": self.text("底册")}},
        ]
        published(self.lesson)
        self.drill: DrillPage = drill_in(self.course, title=self.text("入户走访"))
        self.draft = LessonPage(title=self.text("还没写完"), live=False)
        self.course.add_child(instance=self.draft)
        self.draft.save_revision(user=self.trainer, log_action=True)
        self.lesson.title = self.text("先敲门，再亮证")
        self.lesson.save_revision(user=self.trainer, log_action=True)
        Comment.objects.create(
            page=self.lesson, user=self.trainer, text=self.text("这里再想想"), contentpath="title", position=""
        )
        PageSubscription.objects.create(page=self.lesson, user=self.trainer, comment_notifications=True)
        EditingSession.objects.create(
            user=self.trainer,
            content_type=ContentType.objects.get_for_model(LessonPage),
            object_id=self.lesson.pk,
            last_seen_at=self.now,
        )

    def _hand_in(self) -> None:
        """A lesson that waits for its review."""
        self.lesson.refresh_from_db()
        self.lesson.get_workflow().start(self.lesson, self.trainer)

    def _collect_files(self) -> None:
        """A picture and a document in the county's collection, and an upload that waits."""
        picture = BytesIO()
        Image.new("RGB", (8, 8), (self.plan.number % 256, 80, 60)).save(picture, "PNG")
        name = f"{self.plan.word}{self.plan.code}"
        self.image = SchoolImage.objects.create(
            title=self.text("走访照片"),
            file=ImageFile(BytesIO(picture.getvalue()), f"{name}.png"),
            collection=self.collection,
            uploaded_by_user=self.trainer,
        )
        self.image.get_rendition("max-165x165")
        self.document = SchoolDocument.objects.create(
            title=self.text("走访底册"),
            file=ContentFile(self.text("底册").encode(), f"{name}.txt"),
            collection=self.collection,
            uploaded_by_user=self.trainer,
        )
        for model in (SchoolImage, SchoolDocument):
            UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(model),
                file=ContentFile(self.text("等着").encode(), f"waiting{name}.txt"),
                uploaded_by_user=self.trainer,
            )

    def _ask(self) -> None:
        """A question bank, a paper, an exam; a pack from which they came."""
        bank = full_bank(self.places.county, 1)
        bank.title = self.text("题库")
        bank.save()
        self.bank = bank
        self.paper = paper_of(bank, singles=1, multis=1, judges=1, title=self.text("结业考试卷"))
        PaperItem.objects.create(section=self.paper.sections.first(), order=1, question=bank.questions.first())
        self.exam: ExamPage = put_exam_page(
            uid=uuid.uuid4(),
            course=self.course,
            title=self.text("结业考试"),
            paper=self.paper,
            attempts_allowed=3,
            topic="",
            summary=self.text("三道题"),
        )
        self.course.refresh_from_db()
        self.template = template_for(
            self.course, self.places.county, title=self.text("结业证书"), prefix=f"{self.plan.surname}证"
        )
        pack = AppliedPack.objects.create(
            unit=self.places.county,
            pack_id=f"{self.plan.word}-pack",
            title=self.text("课包"),
            version="1.0.0",
            applied_at=self.now,
        )
        PackItem.objects.create(pack=pack, kind="course", item_id="c1", uid=self.course.uid, title=self.text("课"))
        CreditHourPolicy.objects.create(
            unit=self.places.county, effective_from=date(2020, 1, 1), source_note=self.text("文件")
        )

    def _give_runs(self) -> None:
        """A run of the county with everybody, and one of the town."""
        self.run = self._run(self.places.county, "第6期", self.people[:5])
        self.town_run = self._run(self.places.town, "镇里第1期", self.people[:1])
        self.enrolments: list[Enrolment] = list(self.run.enrolments.order_by("pk"))
        withdraw_person(actor=self.officer, enrolment=self.enrolments[4], reason=self.text("调走"))

    def _run(self, unit: Unit, title: str, people: list[Person]) -> Run:
        today = timezone.localdate()
        run = open_run(
            actor=self.officer,
            course=self.course,
            unit=unit,
            title=self.text(title),
            starts_on=today,
            ends_on=today + timedelta(days=30),
            people=people,
        )
        run.teachers.add(self.trainer)
        return run

    def _study(self) -> None:
        for enrolment in self.enrolments[:4]:
            open_lesson(enrolment=enrolment, step=self.lesson, now=self.now - timedelta(hours=1))
        for enrolment in self.enrolments[:3]:
            finish_lesson(enrolment=enrolment, step=self.lesson, actor=None, now=self.now)
        reverse_credit(
            entry=self.enrolments[1].credit_entries.first(), actor=self.trainer, reason=self.text("算错")
        )

    def _drill(self) -> None:
        """One session that three have passed, one that is to come with a seat and a place in line."""
        begun = self._session(timedelta(hours=1))
        self.sheets = [self._scored(begun, enrolment) for enrolment in self.enrolments[:3]]
        coming = self._session(timedelta(days=2), capacity=1)
        book_drill(enrolment=self.enrolments[3], session=coming, actor=None, now=self.now)
        Booking.objects.create(
            session=coming, enrolment=self.enrolments[1], state=Booking.State.WAITLISTED, queued_at=self.now
        )
        self.sessions = [begun, coming]

    def _session(self, starts_in: timedelta, capacity: int = 24) -> Any:
        starts_at = self.now + starts_in
        return open_session(
            uid=uuid.uuid4(),
            actor=self.trainer,
            run=self.run,
            page=self.drill,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place=self.text("和平社区"),
            capacity=capacity,
        )

    def _scored(self, session: Any, enrolment: Enrolment) -> Any:
        booking = book_drill(enrolment=enrolment, session=session, actor=None, now=self.now)
        moment = session.starts_at
        check_in(booking=booking, how=Attendance.How.ROSTER, actor=self.trainer, now=moment)
        check_out(booking=booking, how=Attendance.How.ROSTER, actor=self.trainer, now=moment)
        items = rubric_of(self.drill)
        return score_drill(
            key=uuid.uuid4(),
            booking=booking,
            assessor=self.trainer,
            cuts={items[0].uid: [0]},
            criticals=[],
            stamp=rubric.stamp(items, self.drill.pass_mark),
            note=self.text("再稳一点"),
            now=moment,
        )

    def _sit(self) -> None:
        """Two have passed, one is still writing."""
        for enrolment in self.enrolments[:2]:
            attempt = start_attempt(enrolment=enrolment, page=self.exam, now=self.now)
            record_answers(attempt=attempt, entries=right_answers(attempt), now=self.now)
            submit_attempt(attempt=attempt, now=self.now, actor=None)
        writing = start_attempt(enrolment=self.enrolments[2], page=self.exam, now=self.now)
        record_answers(attempt=writing, entries=right_answers(writing)[:1], now=self.now)

    def _issue(self) -> None:
        """A batch of two certificates with their files."""
        self.batch = start_issue(
            actor=self.officer,
            run=self.run,
            template=self.template,
            enrolment_ids=[enrolment.pk for enrolment in self.enrolments[:2]],
            key=uuid.uuid4(),
        )

    def _take_back(self) -> None:
        """One is replaced; the new one stands, the other is revoked."""
        first, second = self.template.certificates.order_by("pk")
        reason = {"reason_class": "wrong_facts", "reason": self.text("名字写错")}
        replace_certificate(actor=self.officer, certificate=first, key=uuid.uuid4(), **reason)
        revoke_certificate(actor=self.officer, certificate=second, **reason)

    def _import(self) -> None:
        """A roster that was imported with a refused row, one that waits for a decision, one of no use."""
        unit, name = self.places.village.name, self.plan.surname
        joined = (name + "蘅苹", identity_number(self.plan.number + 50), "", unit, self.text("网格员"))
        unclear = (name + "蘅蔚", "123", "", unit, self.text("网格员"))
        waiting = (name + "蘅荇", identity_number(self.plan.number + 51), "", unit, self.text("网格员"))
        with TestCase.captureOnCommitCallbacks(execute=True):
            self.applied = self._received("名册", workbook(joined, unclear))
            confirm_roster(actor=self.officer, roster=self.applied)
        self.applied.refresh_from_db()
        self.planned = self._received("又一份名册", workbook(waiting, unclear))
        with pytest.raises(UploadRefused) as refused:
            self._received("坏名册", b"not a workbook")
        self.refused = refused.value.roster

    def _received(self, name: str, data: bytes) -> Any:
        county = self.places.county
        return receive_roster(actor=self.officer, unit=county, name=self.text(name) + ".xlsx", data=data)

    def _ask_about_data(self) -> None:
        """Everybody has seen the notice; one asks for a correction and for a copy, the officer exports a list."""
        for worker in self.workers:
            acknowledge_notice(user=worker, notice=current_notice(), granted=["sms"])
        person, worker = self.workers[0].person, self.workers[0]
        words = self.text("名字写错了")
        ask_about_data(person=person, kind="correction", actor=worker, field="other", text=words)
        export_my_data(person=person, actor=worker)
        start_export(actor=self.officer, unit=self.places.county, reason=self.text("年度统计"))

    def _print_slips(self) -> None:
        self.slips = issue_slip_batch(
            actor=self.officer, uid=uuid.uuid4(), unit=self.places.town, people=[self.people[2]]
        )
