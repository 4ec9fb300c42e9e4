"""Numbering: one certificate for one item of a batch."""

import calendar
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateTemplate,
    IssueBatch,
    IssueItem,
    NumberCounter,
)
from certificates.rules.codes import new_code
from certificates.rules.numbering import format_number, series_of
from certificates.rules.wording import SEX_WORDS, chinese_date, plain_hours
from certificates.services.fonts import unprintable_words
from courses.api import Enrolment, hours_of
from people.api import record_audit


@transaction.atomic
def issue_certificate(*, item_id: int) -> Certificate | None:
    """Give the item its certificate: number, code, snapshot and event, in one transaction.

    Idempotent: the second call returns the first one's certificate, and a refused item stays refused (None).
    Whoever meanwhile has a valid certificate of this template, or cannot be printed, is refused and uses up no
    number. The counter's row is locked until the commit, so numbers have neither gap nor double.
    Side effects: one audit event for a new number.
    """
    item = IssueItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if item.certificate_id or item.refusal:
        return item.certificate
    batches = IssueBatch.objects.select_related("template_version__template", "run__course", "run__unit", "maker")
    batch = batches.get(pk=item.batch_id)
    template = batch.template_version.template
    counter = _locked_counter(template, batch.issued_on.year)
    facts = _facts(item.enrolment, template, batch)
    item.refusal = _refusal(item, template, facts)
    if not item.refusal:
        item.certificate = _write(item, batch, counter, facts)
        _note_number(item.certificate, batch)
    item.save(update_fields=["certificate", "refusal"])
    return item.certificate


def _note_number(certificate: Certificate, batch: IssueBatch) -> None:
    record_audit(
        actor=batch.maker,
        action="certificates.number",
        target=certificate,
        unit=batch.run.unit,
        data={"number": certificate.number, "batch": batch.pk},
    )


def _refusal(item: IssueItem, template: CertificateTemplate, facts: dict[str, Any]) -> str:
    live = Certificate.objects.filter(
        enrolment_id=item.enrolment_id, template=template, state=Certificate.State.VALID
    ).first()
    if live is not None:
        return _("Already issued: %(number)s") % {"number": live.number}
    return unprintable_words(facts["name"], *(str(value) for value in facts.values()))


def _locked_counter(template: CertificateTemplate, year: int) -> NumberCounter:
    """The counter of the template's series, locked until the transaction ends."""
    series = series_of(template.number_template, prefix=template.prefix)
    counter, _created = NumberCounter.objects.get_or_create(unit_id=template.unit_id, series=series, year=year)
    return NumberCounter.objects.select_for_update().get(pk=counter.pk)


def _write(item: IssueItem, batch: IssueBatch, counter: NumberCounter, facts: dict[str, Any]) -> Certificate:
    template = batch.template_version.template
    seq = counter.next_seq
    number = format_number(template.number_template, prefix=template.prefix, year=counter.year, seq=seq)
    certificate = Certificate.objects.create(
        code=new_code(),
        number=number,
        counter=counter,
        year=counter.year,
        seq=seq,
        template=template,
        template_version=batch.template_version,
        enrolment_id=item.enrolment_id,
        person_id=item.enrolment.person_id,
        snapshot={**facts, "number": number},
        issued_on=batch.issued_on,
        expires_on=_end_of_term(batch.issued_on, template.valid_months),
        replaces_id=item.replaces_id,
    )
    counter.next_seq = seq + 1
    counter.save(update_fields=["next_seq"])
    CertificateEvent.objects.create(certificate=certificate, kind=CertificateEvent.Kind.ISSUED, actor=batch.maker)
    return certificate


def _facts(enrolment: Enrolment, template: CertificateTemplate, batch: IssueBatch) -> dict[str, Any]:
    """Every printed fact but the number, as text, and what the register shows beside them."""
    person, run, hours = enrolment.person, batch.run, hours_of(enrolment)
    return {
        "name": person.name,
        "sex": SEX_WORDS[person.sex],
        "masked_identity": person.masked_identity,
        "masked_name": person.masked_name,
        "unit": person.unit.name,
        "title": template.title,
        "kind": template.kind,
        "course_title": run.course.title,
        "run_title": run.title,
        "starts": chinese_date(run.starts_on),
        "ends": chinese_date(run.ends_on),
        "online_hours": plain_hours(hours.online),
        "drill_hours": plain_hours(hours.drill),
        "hours": plain_hours(hours.total),
        "issuer": template.issuer,
        "school": template.school_name,
        "note": template.note,
        "issued_on": chinese_date(batch.issued_on),
    }


def _end_of_term(start: date, months: int | None) -> date | None:
    """The last day of a term of so many months: the same day of the later month, or that month's last."""
    if not months:
        return None
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
