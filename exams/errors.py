"""What can be refused in an exam, each in words for the person who meets it."""

from foundation.api import GridschoolError


class QuestionRefused(GridschoolError):
    """The question cannot stand like this: its key does not fit its type."""


class PaperRefused(GridschoolError):
    """The paper cannot be built from these sections and banks."""


class StartRefused(GridschoolError):
    """The exam cannot be started now."""

    status = 409


class AttemptOver(GridschoolError):
    """Nothing can be added to this attempt any more."""

    status = 409


class AnswerRefused(GridschoolError):
    """What was sent is not an answer to this paper."""
