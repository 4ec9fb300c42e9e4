"""Pictures and documents in a county's library."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file

from courses.models import SchoolDocument, SchoolImage
from courses.services.open_county import county_collection
from people.models import Unit


def picture_in(county: Unit, *, title: str = "演练现场", **fields: Any) -> SchoolImage:
    """A picture of the county, with a file of its own."""
    file = get_test_image_file(filename=f"picture-{county.code}.png")
    return SchoolImage.objects.create(title=title, file=file, collection=county_collection(county), **fields)


def document_in(county: Unit, *, title: str = "登记表", **fields: Any) -> SchoolDocument:
    """A document of the county, with a file of its own."""
    file = ContentFile("登记表".encode(), name=f"form-{county.code}.txt")
    return SchoolDocument.objects.create(title=title, file=file, collection=county_collection(county), **fields)
