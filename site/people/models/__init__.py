from people.models.audit import AuditEvent
from people.models.login import LoginSlip, RoleAssignment, User
from people.models.person import Person
from people.models.unit import PluginSwitch, Unit

__all__ = ["AuditEvent", "LoginSlip", "Person", "PluginSwitch", "RoleAssignment", "Unit", "User"]
