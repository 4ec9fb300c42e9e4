"""Open sessions: one's own to see and end; those of people in an officer's units to end."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache

from foundation.api import GridschoolError
from people.forms.staff import ReasonForm
from people.models import Person
from people.scope import OFFICERS, get_visible, is_staff_somewhere, require_staff
from people.selectors.sessions import open_sessions
from people.services.change_roles import sign_out_everywhere
from people.services.end_sessions import end_own_sessions
from people.views.frame import posted, render_staff

OTHERS = "others"


@never_cache
@login_required
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in. A POST ends one of the other sessions, or all of them."""
    now, this = timezone.now(), request.session.session_key
    sessions = open_sessions(request.user, now=now, this=this)
    if request.method == "POST":
        which = request.POST.get("which", "")
        keys = [s.key for s in sessions if not s.is_this and which in (OTHERS, s.handle)]
        _tell_how_many(request, end_own_sessions(user=request.user, keys=keys))
        return redirect("my_sessions")
    context = {"sessions": sessions, "is_staff": is_staff_somewhere(request.user), "others": OTHERS}
    return render(request, "people/my_data/sessions.html", context)


def _tell_how_many(request: HttpRequest, ended: int) -> None:
    if ended:
        words = ngettext("%(count)d device is signed out.", "%(count)d devices are signed out.", ended)
        messages.success(request, words % {"count": ended})
    else:
        messages.info(request, _("That device was signed out already."))


@never_cache
@require_staff("officer")
def person_sessions(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Sign somebody out everywhere, with a reason. Of the devices only the number is shown."""
    people = Person.objects.select_related("unit", "user").filter(user__isnull=False)
    person = get_visible(people, request.user, OFFICERS, uid=uid)
    if person.user == request.user:
        return redirect("my_sessions")
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            sign_out_everywhere(actor=request.user, user=person.user, **form.cleaned_data)
        except GridschoolError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Signed out everywhere. It is noted in the audit log."))
            return redirect("people_person", uid=uid)
    trail = [
        (pgettext("people", "People"), reverse("people_list")),
        (person.name, reverse("people_person", args=[uid])),
        (_("Sign out everywhere"), None),
    ]
    context = {"form": form, "person": person, "count": len(open_sessions(person.user, now=timezone.now()))}
    return render_staff(request, "person_sessions.html", trail, context, status=422 if form.errors else 200)
