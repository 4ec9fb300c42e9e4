from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exams.errors import QuestionRefused
from exams.models import Bank, Option, Question, QuestionVersion
from exams.states import QuestionType
from people.api import record_audit

LETTERS = "ABCDEFGH"
JUDGE_OPTIONS = 2


@transaction.atomic
def put_question(
    *,
    uid: UUID,
    bank: Bank,
    type: str,
    topic: str,
    difficulty: int,
    stem: str,
    options: list[tuple[str, bool]],
    analysis: str,
    law: str,
    law_as_of: date | None,
    actor: Any = None,
) -> Question:
    """Make the question with this uid or bring it up to date.

    `options` are (text, is right) in the order of the bank. A new version is appended only when the words or the
    key differ; papers that were started keep the version that they drew.
    Side effects: one audit event for a later version of a question.
    Raises QuestionRefused when the key does not fit the type.
    """
    check_key(type, options)
    question = Question.objects.filter(uid=uid).first() or Question(uid=uid)
    fields = {"bank_id": bank.pk, "type": str(type), "topic": topic, "difficulty": difficulty}
    if question.pk is None or any(getattr(question, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(question, name, value)
        question.save()
    words: dict[str, Any] = {"stem": stem, "analysis": analysis, "law": law, "law_as_of": law_as_of}
    number = _put_version(question, words, options)
    if number > 1:
        data = {"bank": bank.title, "topic": topic, "version": number}
        record_audit(actor=actor, action="exams.change_question", target=question, unit=bank.unit, data=data)
    return question


def check_key(type: str, options: list[tuple[str, bool]]) -> None:
    """Refuse options that do not make a question of this type.

    Raises QuestionRefused.
    """
    right = sum(is_right for _text, is_right in options)
    if type not in QuestionType.values:
        raise QuestionRefused(_("There is no such type of question."), code="unknown_type")
    if not JUDGE_OPTIONS <= len(options) <= len(LETTERS):
        raise QuestionRefused(_("A question has from 2 to 8 options."), code="option_count")
    if right == 0 or (right > 1 and type != QuestionType.MULTI):
        raise QuestionRefused(
            _("Single choice and true or false have exactly one right option, multiple choice at least one."),
            code="key_does_not_fit",
        )
    if type == QuestionType.JUDGE and len(options) != JUDGE_OPTIONS:
        raise QuestionRefused(_("True or false has exactly two options."), code="option_count")


def _put_version(question: Question, words: dict[str, Any], options: list[tuple[str, bool]]) -> int:
    """The number of the version that was added; 0 when nothing differs."""
    last = question.versions.prefetch_related("options").order_by("-number").first()
    if last is not None and _is_same(last, words, options):
        return 0
    number = last.number + 1 if last else 1
    version = QuestionVersion.objects.create(question=question, number=number, **words)
    Option.objects.bulk_create(
        Option(version=version, letter=letter, text=text, is_right=is_right)
        for letter, (text, is_right) in zip(LETTERS, options, strict=False)
    )
    return number


def _is_same(version: QuestionVersion, words: dict[str, Any], options: list[tuple[str, bool]]) -> bool:
    stored = [(option.text, option.is_right) for option in version.options.all()]
    return stored == list(options) and all(getattr(version, name) == value for name, value in words.items())
