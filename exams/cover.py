"""What the cover of an exam says."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from courses.api import Enrolment
from exams.errors import StartRefused
from exams.models import Attempt, ExamPage
from exams.selectors import SectionOutline, paper_outline, saved_count
from exams.services.start_attempt import check_may_start
from exams.services.submit_attempt import settle
from exams.states import Standing, state_at


@dataclass(frozen=True)
class Cover:
    """Figures and the state of the door.

    `running` is the attempt to go on with; `refusal` says why none may be started, empty when one may.
    """

    sections: list[SectionOutline]
    pass_marks: Decimal
    finished: list[Attempt]
    running: Attempt | None
    is_time_over: bool
    saved: int
    attempts_left: int
    refusal: str
    is_mock: bool

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)

    @property
    def points(self) -> Decimal:
        return sum((section.points for section in self.sections), Decimal(0))

    @property
    def passed(self) -> Attempt | None:
        """The attempt with which the exam is done; a mock exam never is."""
        return None if self.is_mock else next((attempt for attempt in self.finished if attempt.passed), None)


def cover_of(*, enrolment: Enrolment, page: ExamPage, now: datetime) -> Cover:
    """The cover for one candidate. An attempt whose time and grace are over is marked first."""
    rows = Attempt.objects.filter(enrolment=enrolment, page=page).order_by("number")
    attempts = [settle(attempt=attempt, now=now) for attempt in rows]
    finished = [attempt for attempt in attempts if state_at(attempt, now) == Standing.FINISHED]
    running = next((attempt for attempt in attempts if attempt not in finished), None)
    sections = paper_outline(page.paper)
    points = sum((section.points for section in sections), Decimal(0))
    return Cover(
        sections=sections,
        pass_marks=page.paper.pass_fraction * points,
        finished=finished,
        running=running,
        is_time_over=running is not None and state_at(running, now) != Standing.RUNNING,
        saved=saved_count(running) if running else 0,
        attempts_left=max(page.most_attempts - len(attempts), 0),
        refusal="" if running else _refusal(enrolment, page, attempts),
        is_mock=page.is_mock,
    )


def _refusal(enrolment: Enrolment, page: ExamPage, attempts: list[Attempt]) -> str:
    try:
        check_may_start(enrolment=enrolment, page=page, attempts=attempts)
    except StartRefused as refused:
        return str(refused)
    return ""
