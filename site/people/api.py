"""What other rooms may import from people."""

from people.audit_actions import register_actions
from people.dossier import DossierRow, DossierSection, Hide, kept_until, register_section
from people.gate import is_open_address, open_admin_urls
from people.models import AuditEvent, Person, RoleAssignment, Unit, User
from people.references import ChecksReferences
from people.rules.contact import normalise_phone
from people.rules.identity import check_character
from people.rules.masking import mask_identity, mask_name, mask_phone, mask_search
from people.scope import (
    OFFICERS,
    ScopedPolicy,
    get_visible,
    holds_role,
    in_units_of,
    is_officer,
    is_staff_somewhere,
    is_trainer,
    leave_unscoped,
    register_scope,
    require_staff,
    topmost_unit,
    units_of,
    visible,
)
from people.selectors.national import Holders, holder_rows, holders_on
from people.selectors.privacy import has_consent
from people.services.add_person import add_person
from people.services.ask_about_data import ask_about_data
from people.services.assign_role import assign_role, county_group_name
from people.services.choose_view import choose_view
from people.services.load_units import AREAS_FILE, LoadedUnits, UnitsRefused, load_units
from people.services.login_slips import ensure_login, issue_login_slips
from people.services.mark_left import mark_left
from people.services.past_people import Certified, NewPerson, write_logins, write_nationals, write_people
from people.services.plan_roster import receive_roster
from people.services.record_audit import record_audit
from people.viewsets import ScopedChooserViewSet, ScopedModelViewSet, ScopedSnippetViewSet

__all__ = [
    "AREAS_FILE",
    "OFFICERS",
    "AuditEvent",
    "Certified",
    "ChecksReferences",
    "DossierRow",
    "DossierSection",
    "Hide",
    "Holders",
    "LoadedUnits",
    "NewPerson",
    "Person",
    "RoleAssignment",
    "ScopedChooserViewSet",
    "ScopedModelViewSet",
    "ScopedPolicy",
    "ScopedSnippetViewSet",
    "Unit",
    "UnitsRefused",
    "User",
    "add_person",
    "ask_about_data",
    "assign_role",
    "check_character",
    "choose_view",
    "county_group_name",
    "ensure_login",
    "get_visible",
    "has_consent",
    "holder_rows",
    "holders_on",
    "holds_role",
    "in_units_of",
    "is_officer",
    "is_open_address",
    "is_staff_somewhere",
    "is_trainer",
    "issue_login_slips",
    "kept_until",
    "leave_unscoped",
    "load_units",
    "mark_left",
    "mask_identity",
    "mask_name",
    "mask_phone",
    "mask_search",
    "normalise_phone",
    "open_admin_urls",
    "receive_roster",
    "record_audit",
    "register_actions",
    "register_scope",
    "register_section",
    "require_staff",
    "topmost_unit",
    "units_of",
    "visible",
    "write_logins",
    "write_nationals",
    "write_people",
]
