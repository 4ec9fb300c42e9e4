"""The one base of errors that people are meant to read."""

from django.utils.functional import Promise


class GridschoolError(Exception):
    """Something that a person did or met, told in words for that person.

    Attributes:
        message: for humans, translated, says what happened and what to do.
        code: for machines and tests, stable, snake_case.
        status: HTTP status of the answer.
    """

    status = 400

    def __init__(self, message: "str | Promise", *, code: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return str(self.message)
