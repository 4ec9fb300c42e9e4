"""What the script of the exam pages is told: addresses, the server's clock, and every word that it may say."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Attempt


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, as scripts count."""
    return int(moment.timestamp() * 1000)


def client_config(attempt: Attempt, *, now: datetime, page: str) -> dict[str, Any]:
    """The configuration of static/exams/js/paper.js for one page: "paper", "submit" or "receipt"."""
    paper_url = reverse("exam_paper", args=[attempt.uid])
    return {
        "page": page,
        "uid": str(attempt.uid),
        "total": attempt.item_count,
        "now": milliseconds(now),
        "deadline": milliseconds(attempt.deadline),
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "urls": {
            "paper": paper_url,
            "answers": reverse("exam_answers", args=[attempt.uid]),
            "submit": reverse("exam_submit", args=[attempt.uid]),
            "receipt": reverse("exam_receipt", args=[attempt.uid]),
            "login": f"{reverse('login')}?next={paper_url}",
        },
        "words": words(),
    }


def words() -> dict[str, str]:
    """Everything that the script says. {n} and the like are filled in there."""
    return {
        "saved": _("Saved {saved}/{total}"),
        "waiting": _("{n} still on this phone"),
        "offline": _(
            "No network. Go on answering: {n} answers wait on this phone and are sent when the network is back."
        ),
        "slow": _("The server did not answer. {n} answers wait on this phone; trying again in {s} seconds."),
        "login": _(
            "You have been signed out. Your answers are safe on this phone. Sign in again, and they are sent."
        ),
        "loginLink": _("Sign in again"),
        "stale": _("This page is out of date. Load it again; your answers stay on this phone and are sent then."),
        "staleLink": _("Load again"),
        "stranger": _(
            "Somebody else is signed in on this phone now. Sign in with your own number; "
            "your answers are kept here."
        ),
        "noStore": _(
            "This browser keeps nothing when it is closed. Leave the page open until everything is saved."
        ),
        "over": _("Time is over. Handing in…"),
        "overOffline": _(
            "Time is over and there is no network. What was saved before counts. Leave this page open: "
            "it hands in when the network is back."
        ),
        "late": _("Time was over before these answers arrived, so they do not count: question {slots}."),
        "lateLink": _("To the receipt"),
        "fiveLeft": _("5 minutes left."),
        "oneLeft": _("1 minute left."),
        "next": _("Save, next question"),
        "toSheet": _("Save, then the answer sheet"),
        "goTo": _("Answer question {n}"),
        "allDone": _("Look through from the start"),
        "answered": _("Question {n}, answered"),
        "blank": _("Question {n}, blank"),
        "marked": _(", marked"),
        "here": _(", just looked at"),
        "left": _("{time} left"),
    }
