from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exams.errors import PaperRefused
from exams.models import Bank
from people.api import Unit


@transaction.atomic
def put_bank(*, uid: UUID, unit: Unit, title: str) -> Bank:
    """Make the bank with this uid or bring it up to date; writes nothing when nothing differs.

    Raises PaperRefused when the bank belongs to another unit.
    """
    bank = Bank.objects.filter(uid=uid).first()
    if bank is None:
        return Bank.objects.create(uid=uid, unit=unit, title=title)
    if bank.unit_id != unit.pk:
        raise PaperRefused(_("This question bank belongs to another unit."), code="bank_of_another_unit")
    if bank.title != title:
        bank.title = title
        bank.save(update_fields=["title"])
    return bank
