"""What was read differently from how it is written, for the officer to look over. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation.api import GridschoolError, Row
from people.rules.contact import PhoneRefused, read_phones
from people.rules.identity import Identity, parse_identity
from people.rules.names import clean_name, has_inner_space, has_private_use
from people.rules.roster_header import Header
from people.rules.roster_rows import row_list

YOUNGEST_YEARS = 16
OLDEST_YEARS = 80


def notes_on_people(rows: Sequence[Row], header: Header) -> list[str]:
    """Which rows hold names that were joined or mended, a second phone, a birth date to look at twice."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for remark in _remarks(row, header):
            found[remark].append(row.number)
    told = {
        "spaced": _("Spaces inside names were taken out (张 三 became 张三): %(rows)s."),
        "private": _("Names with a character of an old system were given the right one; look at them: %(rows)s."),
        "phones": _("More than one phone in a cell; the first mobile number was taken: %(rows)s."),
        "age": _("Younger than 16 or older than 80 by the identity number; look again: %(rows)s."),
    }
    return [message % {"rows": row_list(found[key])} for key, message in told.items() if found[key]]


def _remarks(row: Row, header: Header) -> list[str]:
    name = header.text(row, "name")
    remarks = []
    if _is_name(name):
        remarks += ["spaced"] * has_inner_space(name) + ["private"] * has_private_use(name)
    if _has_several_phones(header.text(row, "phone")):
        remarks.append("phones")
    if _has_odd_age(header.text(row, "identity")):
        remarks.append("age")
    return remarks


def _is_name(text: str) -> bool:
    try:
        clean_name(text)
    except GridschoolError:
        return False
    return True


def _has_several_phones(text: str) -> bool:
    try:
        return len(read_phones(text)) > 1
    except PhoneRefused:
        return False


def _has_odd_age(text: str) -> bool:
    try:
        identity: Identity = parse_identity(text, allow_demo=True)
    except GridschoolError:
        return False
    return not YOUNGEST_YEARS <= (date.today() - identity.birth_date).days / 365.25 <= OLDEST_YEARS
