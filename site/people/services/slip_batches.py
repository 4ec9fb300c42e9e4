"""Slips for a sheet of paper: issued once per form, shown once, kept nowhere."""

import json
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.api import GridschoolError, decrypt, encrypt
from people.models import LoginSlip, Person, SlipBatch, Unit
from people.services.login_slips import PrintedSlip, issue_login_slips
from people.services.record_audit import record_audit

PURPOSE = "login.slip.sheet"
# Fifty sheets of paper; more is not cut and handed out in one go.
SLIPS_AT_ONCE = 400


class SheetSeen(GridschoolError):
    """The codes of this sheet were shown before and exist nowhere any more."""

    status = 410


@transaction.atomic
def issue_slip_batch(*, actor: Any, uid: uuid.UUID, unit: Unit, people: list[Person]) -> SlipBatch:
    """Issue slips for these people to be shown on one page. A form sent twice (same uid) issues once.

    Side effects: those of issue_login_slips; sheets that this officer never opened are blanked.
    """
    batch, is_new = SlipBatch.objects.get_or_create(
        uid=uid, defaults={"unit": unit, "issued_by": actor, "size": len(people)}
    )
    if is_new:
        SlipBatch.objects.filter(issued_by=actor).exclude(pk=batch.pk).update(sheet="")
        printed = issue_login_slips(actor=actor, people=people)
        codes = [[slip.slip.pk, slip.code, slip.token] for slip in printed]
        batch.sheet = encrypt(json.dumps(codes), purpose=PURPOSE)
        batch.save(update_fields=["sheet"])
    return batch


@transaction.atomic
def open_slip_sheet(*, batch: SlipBatch) -> list[PrintedSlip]:
    """The slips of a batch, once; those of people who were erased in the meantime are not among them.

    Side effects: the stored codes are blanked, one audit event. Raises SheetSeen when they were shown before.
    """
    sheet = SlipBatch.objects.select_for_update().get(pk=batch.pk).sheet
    if not sheet:
        message = _("The codes of this sheet were shown once and are kept nowhere. Issue new slips instead.")
        raise SheetSeen(message, code="sheet_seen")
    SlipBatch.objects.filter(pk=batch.pk).update(sheet="")
    data = {"slips": batch.size}
    record_audit(actor=batch.issued_by, action="people.show_slips", target=batch, unit=batch.unit, data=data)
    codes: list[list[Any]] = json.loads(decrypt(sheet, purpose=PURPOSE))
    slips = LoginSlip.objects.select_related("user__person__unit").in_bulk([pk for pk, *_secrets in codes])
    found: list[tuple[Any, str, str, LoginSlip]] = [
        (slips[pk].user.person, code, token, slips[pk]) for pk, code, token in codes if pk in slips
    ]
    return [PrintedSlip(person, code, token, slip) for person, code, token, slip in found]
