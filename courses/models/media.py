"""Image and document models of our own from the first migration: they cannot be swapped later.

Their addresses are ours on every storage, and the views there ask who you are (views/files.py). An address of a
picture carries a piece of the file's hash, so that a browser may keep what it has for good.
"""

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from courses.rules.picture_files import tidied_picture

# Wagtail's fields without the tags, which have one vocabulary for all counties.
_IMAGE_FIELDS = tuple(name for name in Image.admin_form_fields if name != "tags")
_DOCUMENT_FIELDS = tuple(name for name in Document.admin_form_fields if name != "tags")
_VERSION_CHARACTERS = 12


def _is_new(file: Any) -> bool:
    """Whether a field's file was not stored yet."""
    return bool(file) and not file._committed


class SchoolImage(AbstractImage):
    """`uid` names a picture of a curriculum pack; only those may be drawings (SVG)."""

    uid: "models.UUIDField[uuid.UUID | None, uuid.UUID | None]" = models.UUIDField(
        null=True, unique=True, editable=False
    )

    admin_form_fields = _IMAGE_FIELDS

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        default_permissions = ()  # Wagtail asks for those of its own model, of which ours takes the place

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new file is tidied first, and its size and hash are written down with it, whoever saves."""
        if _is_new(self.file):
            self._tidy_file()
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    def _tidy_file(self) -> None:
        if self.is_svg():
            return  # shapes, checked before they came here: there is nothing of a camera in it
        with self.open_file() as opened:
            tidied = tidied_picture(opened.read())
        if tidied is not None:
            self.file: Any = ContentFile(tidied, name=self.file.name)

    @property
    def version(self) -> str:
        """Changes with the file, also when another file has taken over its name."""
        return self.file_hash[:_VERSION_CHARACTERS]


class SchoolRendition(AbstractRendition):
    image = models.ForeignKey(SchoolImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]

    @property
    def url(self) -> str:
        return f"{self.file.url}?v={self.image.version}"


class SchoolDocument(AbstractDocument):
    admin_form_fields = _DOCUMENT_FIELDS

    class Meta(AbstractDocument.Meta):
        default_permissions = ()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new file's size and hash are written down with it, whoever saves."""
        if _is_new(self.file):
            self._set_document_file_metadata()
        super().save(*args, **kwargs)

    @property
    def url(self) -> str:
        return reverse("document", args=[self.pk, self.filename])

    @property
    def saved_name(self) -> str:
        """What the file is called on the reader's phone: its title, and the ending that says its type."""
        ending = f".{self.file_extension}"
        return self.title if self.title.lower().endswith(ending.lower()) else self.title + ending
