"""Image and document models of our own from the first migration: they cannot be swapped later."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

# Wagtail's fields without the tags, which have one vocabulary for all counties.
_IMAGE_FIELDS = tuple(name for name in Image.admin_form_fields if name != "tags")
_DOCUMENT_FIELDS = tuple(name for name in Document.admin_form_fields if name != "tags")


class SchoolImage(AbstractImage):
    admin_form_fields = _IMAGE_FIELDS

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_schoolimage", "Can choose image")]


class SchoolRendition(AbstractRendition):
    image = models.ForeignKey(SchoolImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class SchoolDocument(AbstractDocument):
    admin_form_fields = _DOCUMENT_FIELDS

    class Meta(AbstractDocument.Meta):
        permissions = [("choose_schooldocument", "Can choose document")]
