from typing import Any
from uuid import UUID

from django.db import transaction
from django.template import TemplateSyntaxError
from django.utils.translation import gettext_lazy as _

from certificates.models import CertificateTemplate, TemplateVersion
from certificates.rules.numbering import check_number_template
from certificates.services.press import compile_page
from foundation.api import GridschoolError
from people.api import record_audit


class TemplateRefused(GridschoolError):
    """The page of a certificate template cannot be used."""


@transaction.atomic
def put_template(
    *,
    uid: UUID,
    course: Any,
    unit: Any,
    title: str,
    kind: str,
    prefix: str,
    number_template: str,
    issuer: str,
    school_name: str,
    note: str,
    html: str,
    css: str,
    art: str,
    valid_months: int | None = None,
    actor: Any = None,
) -> CertificateTemplate:
    """Make the template with this uid what is given. Writes nothing when nothing differs.

    A new TemplateVersion is added when html, css or art differ from the current one; issued certificates keep
    theirs. Side effects: one audit event when an existing template is changed.
    Raises NumberTemplateRefused, TemplateRefused (template_kind, template_html).
    """
    _refuse_unusable(kind, number_template, html)
    fields = {
        "course_id": course.pk,
        "unit_id": unit.pk,
        "title": title,
        "kind": kind,
        "prefix": prefix,
        "number_template": number_template,
        "issuer": issuer,
        "school_name": school_name,
        "note": note,
        "valid_months": valid_months,
    }
    template = CertificateTemplate.objects.select_for_update().filter(uid=uid).first()
    is_new = template is None
    template, changed = _put_words(template or CertificateTemplate(uid=uid), fields)
    if _put_version(template, html=html, css=css, art=art):
        changed.append("page")
    if changed and not is_new:
        data = {"title": title, "changed": changed}
        record_audit(actor=actor, action="certificates.change_template", target=template, unit=unit, data=data)
    return template


def _refuse_unusable(kind: str, number_template: str, html: str) -> None:
    check_number_template(number_template)
    if kind not in CertificateTemplate.Kind.values:
        raise TemplateRefused(
            _("There is no such kind of certificate: %(kind)s") % {"kind": kind}, code="template_kind"
        )
    try:
        compile_page(html)
    except TemplateSyntaxError as error:
        message = _("The certificate's page cannot be read: %(error)s") % {"error": error}
        raise TemplateRefused(message, code="template_html") from error


def _put_words(template: CertificateTemplate, fields: dict[str, Any]) -> tuple[CertificateTemplate, list[str]]:
    changed = [name for name, value in fields.items() if getattr(template, name) != value]
    for name in changed:
        setattr(template, name, fields[name])
    if changed:
        template.save()
    return template, changed


def _put_version(template: CertificateTemplate, **page: str) -> bool:
    latest = TemplateVersion.objects.filter(template=template).order_by("-number").first()
    if latest is not None and all(getattr(latest, name) == value for name, value in page.items()):
        return False
    number = latest.number + 1 if latest else 1
    TemplateVersion.objects.create(template=template, number=number, **page)
    return True
