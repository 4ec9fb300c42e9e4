"""The tree of units in the admin."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from people.scope import require_staff
from people.selectors import unit_tree
from people.views.frame import render_staff


@require_staff("officer")
def unit_list(request: HttpRequest) -> HttpResponse:
    return render_staff(request, "units.html", [(_("Units"), None)], {"lines": unit_tree(request.user)})
