from people.models.audit import AuditEvent, AuditHead, AuditLink
from people.models.employment import Employment
from people.models.export import PeopleExport
from people.models.login import (
    CodeAsked,
    LoginCode,
    LoginSlip,
    LoginThrottle,
    RoleAssignment,
    SlipBatch,
    User,
)
from people.models.merge import PersonMerge
from people.models.national import NationalCertificate
from people.models.person import Person
from people.models.privacy import ConsentRecord, DataExport, DataRequest, Notice, Purpose
from people.models.roster import RosterImport, RosterRow, WorkerNumberCounter
from people.models.session import LoginSession
from people.models.unit import Unit

__all__ = [
    "AuditEvent",
    "AuditHead",
    "AuditLink",
    "CodeAsked",
    "ConsentRecord",
    "DataExport",
    "DataRequest",
    "Employment",
    "LoginCode",
    "LoginSession",
    "LoginSlip",
    "LoginThrottle",
    "NationalCertificate",
    "Notice",
    "PeopleExport",
    "Person",
    "PersonMerge",
    "Purpose",
    "RoleAssignment",
    "RosterImport",
    "RosterRow",
    "SlipBatch",
    "Unit",
    "User",
    "WorkerNumberCounter",
]
