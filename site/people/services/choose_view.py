"""Remember how somebody likes the pages: the size of the words, the contrast."""

from people.models import User


def choose_view(*, user: User, type_size: str = "", contrast: str = "") -> None:
    """Keep what was chosen with the login, so that it is the same on every device. "" leaves a choice as it is.

    Raises ValueError for what is no choice.
    """
    chosen: dict[str, str] = {}
    if type_size:
        chosen["type_size"] = User.TypeSize(type_size).value
    if contrast:
        chosen["contrast"] = User.Contrast(contrast).value
    if chosen:
        User.objects.filter(pk=user.pk).update(**chosen)
        vars(user).update(chosen)
