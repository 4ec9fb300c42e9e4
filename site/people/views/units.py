"""The tree of units in the admin."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from people.scope import require_staff
from people.selectors.units import unit_tree
from people.views.frame import render_staff


@require_staff("officer")
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree with its figures, folded below the towns."""
    roots = [line for line in unit_tree(request.user) if line.level == 0]
    return render_staff(request, "units.html", [(_("Units"), None)], {"roots": roots})
