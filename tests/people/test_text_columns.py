"""Every column of our rooms in which somebody could be named is known, with what an erasure does with it."""

import pytest
from django.apps import apps
from django.db import models

ROOMS = ("foundation", "people", "courses", "exams", "certificates", "curricula")
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)

# What becomes of a column when a person is erased.
GOES = "blanked, replaced by the worker number, or deleted with its row"
MASKED = "never holds a name: worker numbers stand in their place when it is written"
KEPT = "the law keeps it until a day, then the nightly forgetting blanks it"
HASHED = "a keyed hash, a digest, a cipher or a key without words"
HOURS = "a file that is deleted after hours"
SCHOOL = "words about courses, questions, papers, units and packs, not about people"
MACHINE = "written by the house itself, never typed"
NOBODYS = "words about nobody in particular; the form asks for no names"

COLUMNS = {
    "foundation.Job": {"kind": MACHINE, "title": GOES, "params": MACHINE, "result": MACHINE, "error": MACHINE},
    "people.AuditEvent": {
        **dict.fromkeys(("action", "target_type", "target_id", "request_id"), MACHINE),
        **dict.fromkeys(("reason", "data"), MASKED),
    },
    "people.AuditLink": dict.fromkeys(("row_digest", "digest"), HASHED),
    "people.AuditHead": {"digest": HASHED, "faults": MACHINE},
    "people.CodeAsked": dict.fromkeys(("key", "line"), HASHED),
    "people.DataExport": {"file": GOES},
    "people.DataRequest": dict.fromkeys(("wanted", "text", "answer"), GOES),
    "people.Employment": {"post": GOES},
    "people.LoginCode": dict.fromkeys(("key", "code_hash"), GOES),
    "people.LoginSession": dict.fromkeys(("session_key", "session_data"), GOES),
    "people.LoginSlip": dict.fromkeys(("code_hash", "token_hash"), GOES),
    "people.LoginThrottle": {"key": HASHED},
    "people.Notice": {"texts": SCHOOL},
    "people.PeopleExport": {"reason": NOBODYS, "query": GOES, "file": GOES},
    "people.NationalCertificate": {"mgmt_no": GOES},
    "people.Person": {
        **dict.fromkeys(("name", "id_cipher", "id_hash", "phone", "post"), GOES),
        "worker_no": MACHINE,
    },
    "people.PersonMerge": {
        **dict.fromkeys(("reason", "split_reason"), GOES),
        **dict.fromkeys(("moved", "stayed", "before"), MACHINE),
    },
    "people.RosterImport": {
        **dict.fromkeys(("original_name", "reason"), GOES),
        **dict.fromkeys(("counts", "notes"), MACHINE),
        "sha256": HASHED,
        "file": HOURS,
    },
    "people.RosterRow": {
        **dict.fromkeys(("name", "changes", "reason", "outcome_reason"), GOES),
        "cell": MACHINE,
    },
    "people.SlipBatch": {"sheet": HASHED},
    "people.Unit": dict.fromkeys(("path", "name", "code"), SCHOOL),
    "people.User": {
        **dict.fromkeys(("password", "first_name", "last_name", "email"), GOES),
        "username": MACHINE,
    },
    "people.WorkerNumberCounter": {"county_code": MACHINE},
    "courses.CreditEntry": {"reason": GOES},
    "courses.RubricSheet": {"note": GOES},
    "courses.RubricScore": dict.fromkeys(("label", "deductions"), SCHOOL),
    "exams.AnswerEntry": {"response": MACHINE},
    "exams.Attempt": {"receipt_no": MACHINE},
    "certificates.Certificate": {"code": MACHINE, "number": MACHINE, "snapshot": KEPT},
    "certificates.CertificateEvent": {"reason": GOES},
    "certificates.CertificateFile": {"file": KEPT, "sha256": HASHED},
    "certificates.IssueBatch": {"print_file": KEPT},
    "certificates.IssueItem": {"refusal": MACHINE},
}
# Whatever is not named above and belongs to one of these is SCHOOL: authors' pages, banks, templates, packs.
SCHOOLS_OWN = {
    "certificates": {"CertificateTemplate", "TemplateVersion", "NumberCounter"},
    "courses": {
        *(
            "CoursePage",
            "CreditHourPolicy",
            "DrillPage",
            "DrillScript",
            "DrillSession",
            "LessonPage",
            "RubricItem",
            "Run",
        ),
        *("SchoolDocument", "SchoolImage", "SchoolPage", "SchoolRendition", "ScopedReviewTask", "Step"),
    },
    "curricula": {"AppliedPack", "PackItem"},
    "exams": {
        *("AttemptItem", "Bank", "DrawRule", "ExamPage", "ItemMark", "Option", "Paper", "PaperSection"),
        *("Question", "QuestionVersion"),
    },
}


def columns_of(model: type[models.Model]) -> set[str]:
    """The columns of a model that hold free words or files."""
    fields = model._meta.concrete_fields
    return {field.name for field in fields if isinstance(field, TEXTS) and not field.choices}


@pytest.mark.parametrize(
    "model", [model for room in ROOMS for model in apps.get_app_config(room).get_models()], ids=str
)
def test_every_column_that_could_name_somebody_is_accounted_for(model):
    if model.__name__ in SCHOOLS_OWN.get(model._meta.app_label, set()):
        assert model._meta.label not in COLUMNS
        return
    assert columns_of(model) == set(COLUMNS.get(model._meta.label, {}))


def test_nobody_is_accounted_for_who_is_not_there():
    known = {*COLUMNS, *(f"{room}.{name}" for room, names in SCHOOLS_OWN.items() for name in names)}
    assert known <= {model._meta.label for model in apps.get_models()}
