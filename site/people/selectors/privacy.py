"""What was agreed to, and what was asked for."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.models import ConsentRecord, DataExport, DataRequest, Notice, Person, Purpose
from people.notices import current_version
from people.rules.masking import mask_phone
from people.scope import OFFICERS, visible
from people.selectors.units import unit_trail


def current_notice() -> Notice:
    """The version of the notice in force today. Raises Notice.DoesNotExist when there is none."""
    return Notice.objects.get(version=current_version(timezone.localdate()))


def has_consent(person: Person, purpose: str) -> bool:
    """Whether the person's last word on a purpose (photo, location, sms) is a yes. Silence is a no."""
    return bool(consent_history(person).filter(purpose=purpose).values_list("granted", flat=True).first())


def consents_of(person: Person) -> dict[str, bool]:
    """The person's last word on every purpose."""
    said = consent_history(person).reverse().values_list("purpose", "granted")
    return dict.fromkeys(Purpose.values, False) | dict(said)


def requests_of(person: Person) -> "QuerySet[DataRequest]":
    """What the person has asked for, the latest first."""
    return DataRequest.objects.filter(person=person).select_related("export").order_by("-id")


def requests_to_answer(user: Any, *, state: str = "") -> "QuerySet[DataRequest]":
    """The requests of the officer's people: open ones by the day on which they are due, others latest first."""
    requests = visible(DataRequest, user, OFFICERS).select_related("person__unit", "answered_by__person")
    if state in DataRequest.State.values and state != DataRequest.State.OPEN:
        return requests.filter(state=state).order_by("-done_at", "-id")
    return requests.filter(state=DataRequest.State.OPEN).order_by("due_on", "id")


def held_facts(person: Person, *, full: bool = False) -> list[tuple[Any, str]]:
    """(label, value) of the person's own row, the identity number masked unless `full`. For the person only."""
    identity = person.identity.number if full else person.masked_identity
    login = getattr(person, "user", None)
    last_login = timezone.localtime(login.last_login) if login and login.last_login else None
    return [
        (pgettext("people", "Name"), person.name),
        (_("Identity number"), identity),
        (_("Phone"), person.phone if full else mask_phone(person.phone)),
        (_("Worker number"), person.worker_no),
        (_("Unit"), unit_trail(person.unit)),
        (pgettext("person", "Post"), person.post),
        (_("State"), person.get_state_display()),
        (_("Entered on"), f"{timezone.localtime(person.created_at):%Y-%m-%d}"),
        (_("Last signed in"), f"{last_login:%Y-%m-%d %H:%M}" if last_login else ""),
    ]


def consent_history(person: Person) -> "QuerySet[ConsentRecord]":
    """Every yes and no of the person, the latest first, whichever of their records it was said with.

    Consents are never moved: of a merged record they count through the merge, and after a split no more.
    """
    words = ConsentRecord.objects.filter(person__in=keys_of_records(person))
    return words.select_related("notice").order_by("-id")


def keys_of_records(person: Person) -> list[int]:
    """The person's own key and those of every record that was merged into theirs, however many steps away."""
    keys, found = [person.pk], [person.pk]
    while found:
        found = list(Person.objects.filter(merged_into__in=found).values_list("pk", flat=True))
        keys += found
    return keys


def open_export(person: Person, now: datetime) -> DataExport | None:
    """The copy of the person's data that can be fetched now, if there is one."""
    exports = DataExport.objects.filter(request__person=person, expires_at__gt=now)
    return exports.select_related("request__person__unit").order_by("-id").first()
