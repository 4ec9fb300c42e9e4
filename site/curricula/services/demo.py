"""A school to try: made-up people in a county, a course from a pack, and something to do for every role."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.api import (
    CoursePage,
    DrillPage,
    DrillSession,
    Enrolment,
    Run,
    StepCompletion,
    book_drill,
    complete_step,
    enrol_people,
    open_county,
    open_run,
    open_session,
    steps_of,
)
from curricula.rules.demo_school import DemoDrill, DemoPerson, DemoSchool, DemoStaff, read_demo_school
from curricula.rules.tree import CheckedPack
from curricula.services.apply_pack import apply_pack
from curricula.services.check_pack import check_pack
from curricula.services.demo_accounts import DemoAccount, DemoAccounts
from foundation.api import GridschoolError
from gridschool.plugins import GridSchoolPlugin
from people.api import AREAS_FILE, Person, Unit, User, add_person, assign_role, ensure_login, load_units

ADMINISTRATOR = "administrator"
WORKER = "worker"
SOON_MINUTES = 15
STEP_MINUTES = 30
_HOW = {"lesson": StepCompletion.How.READ, "drill": StepCompletion.How.DRILL, "exam": StepCompletion.How.EXAM}


class DemoRefused(GridschoolError):
    """There can be no demonstration here."""


@dataclass(frozen=True)
class Demo:
    """What was made or found."""

    county: Unit
    run: Run
    sessions: list[DrillSession]
    accounts: list[DemoAccount]


def start_demo(
    *, plugin: GridSchoolPlugin, folder: Path, now: datetime, fixed_password: str = "", say: Callable[[str], None]
) -> Demo:
    """Make the plugin's demonstration school, or what is still missing of it. Any number of calls make one school.

    `folder` keeps the passwords. A drill session in the coming days is planned whenever the last one has passed.
    `say` is told what is being done, since the first call takes some seconds.
    Raises DemoRefused: not_here (installations with real people), no_demo, pack_has_errors.
    """
    demo = _demo_of(plugin)
    packs = checked_packs(plugin)
    say(str(_("Loading units and opening the county …")))
    load_units(path=AREAS_FILE)
    county = Unit.objects.get(code=demo.county)
    open_county(actor=None, unit=county, help_phone=demo.help_phone)
    say(str(_("Applying the courses …")))
    for pack in packs:
        apply_pack(pack=pack, unit=county, actor=None)
    accounts = DemoAccounts(folder, fixed_password=fixed_password)
    say(str(_("Making people, a run and a drill session …")))
    with transaction.atomic():
        filled = _fill(demo, packs[0], county, accounts, now)
    accounts.store()
    return filled


def _demo_of(plugin: GridSchoolPlugin) -> DemoSchool:
    if not settings.ALLOW_DEMO_IDENTITIES:
        raise DemoRefused(_("Made-up people are not allowed in this installation."), code="not_here")
    path = plugin.demo_file()
    if path is None:
        raise DemoRefused(_("This plugin describes no demonstration school."), code="no_demo")
    return read_demo_school(path)


def checked_packs(plugin: GridSchoolPlugin) -> list[CheckedPack]:
    """Every pack of the plugin, that of its demonstration run first. Raises DemoRefused: pack_has_errors."""
    return [_checked(folder) for folder in plugin.pack_folders()]


def _checked(folder: Path) -> CheckedPack:
    pack = check_pack(folder)
    if isinstance(pack, CheckedPack):
        return pack
    message = _("The plugin's course has %(count)d mistakes, the first: %(first)s")
    raise DemoRefused(message % {"count": len(pack), "first": pack[0]}, code="pack_has_errors")


def _fill(demo: DemoSchool, pack: CheckedPack, county: Unit, accounts: DemoAccounts, now: datetime) -> Demo:
    staff: dict[str, User] = {entry.role: demo_staff(entry, county) for entry in demo.staff}
    station = _station(demo)
    people = [(entry, _person(entry, station, staff["officer"])) for entry in demo.people]
    run = _run(demo, pack, county, staff, [person for _entry, person in people], now)
    sessions = [_session(session, pack, run, staff["trainer"], now) for session in demo.sessions]
    for entry, person in people:
        _advance(entry, run.enrolments.get(person=person), sessions[0], staff["trainer"], now)
    for entry, person in people:
        if entry.has_login:
            accounts.open_for(ensure_login(person), WORKER)
    for role, user in staff.items():
        accounts.open_for(user, role)
    return Demo(county, run, sessions, list(accounts.accounts.values()))


def demo_staff(entry: DemoStaff, county: Unit) -> User:
    """The login of a member of staff, made when it is missing, with the role at the county."""
    user = User.objects.filter(username=entry.login).first()
    if user is None:
        is_administrator = entry.role == ADMINISTRATOR
        user = User(
            username=entry.login, last_name=entry.name, is_staff=is_administrator, is_superuser=is_administrator
        )
        user.set_unusable_password()
        user.save()
    if entry.role != ADMINISTRATOR:
        assign_role(actor=None, user=user, unit=county, role=entry.role)
    return user


def _station(demo: DemoSchool) -> Unit:
    parent = Unit.objects.get(code=demo.station.below)
    found = parent.get_children().filter(name=demo.station.name).first()
    return found or parent.add_child(name=demo.station.name, kind=Unit.Kind.STATION)


def _person(entry: DemoPerson, station: Unit, officer: User) -> Person:
    person, _is_new = add_person(
        actor=officer,
        unit=station,
        name=entry.name,
        identity_number=entry.identity_number,
        phone=entry.phone,
        post=entry.post,
    )
    return person


def _run(
    demo: DemoSchool, pack: CheckedPack, county: Unit, staff: dict[str, User], people: list[Person], now: datetime
) -> Run:
    course_uid = pack.uid("course", pack.course.id)
    found = Run.objects.filter(course__uid=course_uid, unit=county, title=demo.run.title).first()
    if found is not None:
        enrol_people(actor=staff["officer"], run=found, people=people)
        return found
    first_day = timezone.localdate(now) - timedelta(days=demo.run.started_days_ago)
    run = open_run(
        actor=staff["officer"],
        course=course_with(course_uid),
        unit=county,
        title=demo.run.title,
        starts_on=first_day,
        ends_on=first_day + timedelta(days=demo.run.days),
        capacity=demo.run.seats,
        people=people,
    )
    run.teachers.add(staff["trainer"])
    return run


def course_with(uid: uuid.UUID) -> CoursePage:
    """The course page with this uid."""
    return CoursePage.objects.get(uid=uid)


def _session(entry: DemoDrill, pack: CheckedPack, run: Run, trainer: User, now: datetime) -> DrillSession:
    """The session at this place that is not over yet; a new one when there is none."""
    page = DrillPage.objects.get(uid=pack.uid("drill", entry.drill))
    standing = DrillSession.objects.filter(run=run, page=page, place=entry.place, ends_at__gt=now).first()
    if standing is not None:
        return standing
    starts_at = _start_of(entry, now)
    return open_session(
        uid=uuid.uuid5(run.uid, f"session/{entry.place}/{starts_at.isoformat()}"),
        actor=trainer,
        run=run,
        page=page,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=page.credit_minutes),
        place=entry.place,
        capacity=entry.seats,
    )


def _start_of(entry: DemoDrill, now: datetime) -> datetime:
    """The day's time of the entry, or the next half hour that is 15 minutes away at least."""
    if entry.starts is not None:
        day = timezone.localdate(now) + timedelta(days=entry.in_days)
        return timezone.make_aware(datetime.combine(day, entry.starts))
    soon = now + timedelta(days=entry.in_days, minutes=SOON_MINUTES + STEP_MINUTES)
    return soon.replace(minute=soon.minute // STEP_MINUTES * STEP_MINUTES, second=0, microsecond=0)


def _advance(entry: DemoPerson, enrolment: Enrolment, session: DrillSession, trainer: User, now: datetime) -> None:
    """Bring a person as far as the demonstration says; who has gone further by themselves stays there."""
    if enrolment.state != Enrolment.State.ACTIVE:
        return
    if entry.stage == "completed":
        for step in steps_of(enrolment.run.course):
            complete_step(enrolment=enrolment, step=step, how=_HOW[step.kind], actor=trainer, now=now)
        return
    has_passed = enrolment.completions.filter(step=session.page_id).exists()
    if entry.stage == "booked" and session.starts_at > now and not has_passed:
        book_drill(enrolment=enrolment, session=session, actor=trainer, now=now)
