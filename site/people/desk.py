"""What of this room waits for officers, and its steps on the way to a first run."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.api import DeskItem, FirstStep, Waiting, register_desk_items, register_first_steps
from people.models import Person
from people.rules.working_days import working_days_between
from people.scope import OFFICERS, is_officer, visible
from people.selectors.people import PeopleSearch, people_found
from people.selectors.privacy import requests_to_answer
from people.selectors.rosters import FAULTY, WAITING, rosters_shown

# A request is due when so many working days are left to answer it.
NEAR_WORKING_DAYS = 5


def _requests(user: Any, now: datetime) -> Waiting:
    found = requests_to_answer(user).order_by().aggregate(count=Count("pk"), first=Min("due_on"))
    if not found["count"]:
        return Waiting(0)
    left = working_days_between(timezone.localdate(now), found["first"])
    note = pgettext_lazy("desk", "answer the first by")
    return Waiting(found["count"], is_due=left <= NEAR_WORKING_DAYS, note=note, when=found["first"])


def _to_confirm(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(rosters_shown(user, WAITING, now))


def _faulty(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(rosters_shown(user, FAULTY, now))


def _unused_slips(user: Any, now: datetime) -> Waiting:
    """Nothing has to be done at once; it tells whom to ask."""
    return Waiting(people_found(user, PeopleSearch(login="slip")).count())


ITEMS = (
    DeskItem(
        key="people.to_confirm",
        order=40,
        icon="people",
        title=_("Rosters to confirm"),
        is_for=is_officer,
        look=_to_confirm,
        url_name="people_imports",
        query=f"show={WAITING}",
    ),
    DeskItem(
        key="people.faulty",
        order=45,
        icon="alert",
        title=_("Rosters with refused rows"),
        is_for=is_officer,
        look=_faulty,
        url_name="people_imports",
        query=f"show={FAULTY}",
    ),
    DeskItem(
        key="people.requests",
        order=50,
        icon="talk",
        title=_("Requests about personal data to answer"),
        is_for=is_officer,
        look=_requests,
        url_name="people_requests",
    ),
    DeskItem(
        key="people.slips",
        order=110,
        icon="key",
        title=_("People with a login slip who have not signed in"),
        is_for=is_officer,
        look=_unused_slips,
        url_name="people_list",
        query="login=slip",
    ),
)


def _in_post(user: Any) -> Any:
    return visible(Person, user, OFFICERS).filter(state=Person.State.ACTIVE)


def _has_people(user: Any) -> bool:
    return bool(_in_post(user).exists())


def _has_logins(user: Any) -> bool:
    return bool(_in_post(user).filter(user__isnull=False).exists())


STEPS = (
    FirstStep(
        key="people.roster",
        order=20,
        title=pgettext_lazy("first steps", "Import the roster"),
        note=_("Take the county's own spreadsheet. It is compared first; nothing is written until you confirm."),
        verb=_("Upload a roster"),
        is_done=_has_people,
        url_name="people_import_new",
    ),
    FirstStep(
        key="people.slips",
        order=30,
        title=_("Hand out login slips"),
        note=_("Print one for everybody and hand it out in person: with it people sign in for the first time."),
        verb=pgettext_lazy("first steps", "Print login slips"),
        is_done=_has_logins,
        url_name="people_slips",
    ),
)


def register() -> None:
    """Called when the room is ready."""
    register_desk_items(*ITEMS)
    register_first_steps(*STEPS)
