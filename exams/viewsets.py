from django.utils.translation import gettext_lazy as _

from exams.models import Paper
from people.api import ScopedChooserViewSet


class PaperChooserViewSet(ScopedChooserViewSet):
    """Chooses the paper of an exam page among those of the author's units."""

    model = Paper
    icon = "doc-full"
    choose_one_text = _("Choose a paper")
    choose_another_text = _("Choose another paper")


paper_chooser = PaperChooserViewSet("paper_chooser")
