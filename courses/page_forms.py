from wagtail.admin.forms import WagtailAdminPageForm

from people.api import ChecksReferences


class SchoolPageForm(ChecksReferences, WagtailAdminPageForm):
    """Every page's form in the editor: offers and takes only what its author may see."""
