"""Erasure: the personal fields are blanked, the facts stay with a person who has no name any more."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError, bypass
from people.dossier import blank_sections, reasons_to_keep
from people.models import DataRequest, Employment, LoginSession, LoginSlip, Person, User
from people.request_states import close_request
from people.services.end_sessions import end_sessions
from people.services.forget_traces import forget_traces, words_without
from people.services.place_people import place_people
from people.services.record_audit import record_audit


class ErasureRefused(GridschoolError):
    """This person cannot be erased as things stand."""

    status = 409


@transaction.atomic
def erase_person(*, person: Person, actor: Any) -> None:
    """Blank what identifies the person and end the login; what the law keeps stays as long as it keeps it.

    Records that were merged into this one go with it. Side effects: name, phone, identity number and post; roster
    rows; requests' words; every room's own words; login, sessions and slips; copies of the data; unexpired files
    of people from the person's units; one audit event.
    Totals and chains of digests do not change.
    Raises ErasureRefused: erased, merged, has_roles, own.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    login = User.objects.filter(person=person).first()
    _refuse(person, login, actor)
    kept, hide = reasons_to_keep(person), words_without(person)
    with bypass():
        blank_sections(person, hide)
    for request in DataRequest.objects.filter(person=person, state=DataRequest.State.OPEN):
        close_request(request, DataRequest.State.WITHDRAWN, actor=actor, now=timezone.now())
    forget_traces(person, hide)
    _leave(person, actor)
    _blank_person(person)
    if login:
        _end_login(login)
    for record in person.merged_records.exclude(state=Person.State.ERASED):
        erase_person(person=record, actor=actor)
    data = {"kept": len(kept)}
    record_audit(actor=actor, action="people.erase", target=person, unit=person.unit, data=data)


def _refuse(person: Person, login: User | None, actor: Any) -> None:
    if person.is_erased:
        raise ErasureRefused(_("This person's data was erased."), code="erased")
    if person.merged_into and not person.merged_into.is_erased:
        message = _("This record went into another one. Erase the record that was kept; this one goes with it.")
        raise ErasureRefused(message, code="merged")
    if login and login.pk == actor.pk:
        raise ErasureRefused(_("Ask a colleague: nobody erases themselves."), code="own")
    if login and (login.is_superuser or login.roles.exists()):
        message = _("This person still holds a role. Take the role back first, then erase. Nothing was changed.")
        raise ErasureRefused(message, code="has_roles")


def _leave(person: Person, actor: Any) -> None:
    """The history of units stays for the counts of those days; what somebody was in them goes."""
    person.state = Person.State.LEFT
    place_people(people=[person], actor=actor)
    Employment.objects.filter(person=person).update(post="")


def _blank_person(person: Person) -> None:
    """The tombstone of the hash holds a colon, which no keyed hash does, and the uid, which is unique."""
    person.name, person.phone, person.post = Person.ERASED_NAME, "", ""
    person.id_cipher, person.id_hash = "", f"erased:{person.uid.hex}"
    person.state, person.erased_at = Person.State.ERASED, timezone.now()
    person.save()


def _end_login(login: User) -> None:
    """The password is gone, and with it every session; the row stays, since facts name it as their actor."""
    LoginSlip.objects.filter(user=login).delete()
    for model in (Authenticator, EmailAddress, LoginSession, SocialAccount):
        model._default_manager.filter(user=login).delete()
    login.set_unusable_password()
    login.is_active = False
    login.first_name = login.last_name = login.email = ""
    login.save()
    end_sessions(user=login)
