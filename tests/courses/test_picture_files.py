"""What becomes of a picture's file when it is uploaded, and which sizes of it a lesson names."""

from io import BytesIO

import pytest
from PIL import Image

from courses.models import SchoolImage
from courses.pictures import picture_sizes
from courses.rules.picture_files import MOST_PIXELS, tidied_picture

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def file_of(size: tuple[int, int], kind: str = "JPEG", mode: str = "RGB", **options) -> bytes:
    target = BytesIO()
    Image.new(mode, size, "green").save(target, kind, **options)
    return target.getvalue()


def exif_of_a_phone() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "PhoneMaker"
    exif.get_ifd(GPS)[1] = "N"
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_says_where_a_picture_was_taken_and_it_stands_upright(kind):
    tidied = tidied_picture(file_of((40, 30), kind, exif=exif_of_a_phone()))
    with Image.open(BytesIO(tidied)) as picture:
        assert (picture.format, picture.size) == (kind, (30, 40))
        assert dict(picture.getexif()) == {}
    assert b"PhoneMaker" not in tidied


@pytest.mark.parametrize("size", [(8000, 6000), (1000, 20000), (20000, 1000)])
def test_a_huge_picture_becomes_one_that_phones_can_take(size):
    with Image.open(BytesIO(tidied_picture(file_of(size)))) as picture:
        assert picture.width * picture.height <= MOST_PIXELS * 1.01
        assert picture.width / picture.height == pytest.approx(size[0] / size[1], rel=0.01)


def test_a_long_picture_of_a_screen_keeps_its_small_print():
    assert tidied_picture(file_of((1080, 5000), "PNG")) is None


def test_what_is_well_already_keeps_its_bytes():
    assert tidied_picture(file_of((1600, 1200))) is None
    moving = [Image.new("P", (20, 20), colour) for colour in (1, 2)]
    target = BytesIO()
    moving[0].save(target, "GIF", save_all=True, append_images=moving[1:])
    assert tidied_picture(target.getvalue()) is None


def test_transparency_is_kept():
    exif = exif_of_a_phone()
    with Image.open(BytesIO(tidied_picture(file_of((40, 30), "PNG", "RGBA", exif=exif)))) as picture:
        assert picture.mode == "RGBA"


def test_a_lesson_names_sizes_that_the_picture_has():
    picture = SchoolImage(pk=7, collection_id=1, width=2400, height=1600, file_hash="ab" * 20)
    sizes = picture_sizes(picture)
    assert sizes.srcset == (
        "/media/picture/7/400.webp?v=abababababab 400w, /media/picture/7/720.webp?v=abababababab 720w, "
        "/media/picture/7/1080.webp?v=abababababab 1080w"
    )
    assert (sizes.width, sizes.height, sizes.is_small, sizes.is_long) == (720, 480, False, False)


@pytest.mark.parametrize(
    ("width", "height", "srcset_widths", "place", "is_small", "is_long"),
    [
        (140, 100, [140], (140, 100), True, False),
        (500, 500, [400, 500], (500, 500), False, False),
        (1080, 4600, [400, 720, 1080], (720, 3067), False, True),
        (4000, 10, [400, 720, 1080], (720, 2), False, False),
    ],
)
def test_a_small_or_long_picture_is_shown_as_what_it_is(width, height, srcset_widths, place, is_small, is_long):
    sizes = picture_sizes(SchoolImage(pk=7, collection_id=1, width=width, height=height))
    assert [int(part.split()[1][:-1]) for part in sizes.srcset.split(", ")] == srcset_widths
    assert ((sizes.width, sizes.height), sizes.is_small, sizes.is_long) == (place, is_small, is_long)
