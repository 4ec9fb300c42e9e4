"""Who may do what with the pictures of a county's library."""

from typing import Any

from wagtail.models import ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from courses.models import SchoolImage


class PicturePolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's own rule, and nobody deletes a picture of a curriculum pack while a page shows it: the next pack
    would find its lesson without the picture, and would not know why."""

    def __init__(self) -> None:
        super().__init__(SchoolImage, auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user")

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        wanted = [action for action in actions if action != "delete" or not _is_needed(instance)]
        return bool(wanted) and super().user_has_any_permission_for_instance(user, wanted, instance)


def _is_needed(picture: SchoolImage) -> bool:
    return picture.uid is not None and ReferenceIndex.get_references_to(picture).exists()
