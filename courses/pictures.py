"""The sizes in which a lesson's picture is sent: WebP for nearly all phones, JPEG for an iPhone before iOS 14.

A size is made when its address is first asked for, so that no reader waits for a page while pictures are made.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from courses.models import SchoolImage

# A column of 360 points at one, two and three device pixels to the point, by their names in addresses.
_COLUMN = {"400.webp": 400, "720.webp": 720, "1080.webp": 1080}
_FALLBACK, _FALLBACK_WIDTH = "720.jpg", 720
_LARGE, _LARGE_WIDTH = "large.jpg", 1800
# Higher than so many widths it is a phone's long screen picture or a list: its beginning is shown.
_LONG = 2.2
# Not worth opening by itself.
_SMALL_WIDTH = 300

# A drawing has one size that fits all.
DRAWING = "drawing.svg"

# Name of a size -> how Wagtail makes it.
SIZES = {
    **{name: f"width-{width}|format-webp" for name, width in _COLUMN.items()},
    _FALLBACK: f"width-{_FALLBACK_WIDTH}|format-jpeg",
    _LARGE: f"width-{_LARGE_WIDTH}|format-jpeg",
}


@dataclass(frozen=True)
class PictureSizes:
    """Addresses of one picture's sizes; `srcset` as HTML has it, "" for a drawing; `width` and `height` in points,
    for its place."""

    srcset: str
    fallback: str
    large: str
    width: int
    height: int

    @property
    def is_long(self) -> bool:
        return self.height > self.width * _LONG

    @property
    def is_small(self) -> bool:
        return self.width <= _SMALL_WIDTH and not self.is_long


def picture_sizes(picture: "SchoolImage") -> PictureSizes:
    """What a page must know of a picture. Asks the database nothing."""
    if picture.is_svg():
        return _drawing(picture)
    widths = {min(width, picture.width): name for name, width in reversed(_COLUMN.items())}
    shown = min(_FALLBACK_WIDTH, picture.width)
    return PictureSizes(
        srcset=", ".join(f"{_address(picture, name)} {width}w" for width, name in sorted(widths.items())),
        fallback=_address(picture, _FALLBACK),
        large=_address(picture, _LARGE),
        width=shown,
        height=max(round(picture.height * shown / picture.width), 1),
    )


def _drawing(picture: "SchoolImage") -> PictureSizes:
    """It is sharp at every size, so it always fills the column."""
    address = _address(picture, DRAWING)
    height = max(round(picture.height * _FALLBACK_WIDTH / picture.width), 1)
    return PictureSizes("", fallback=address, large=address, width=_FALLBACK_WIDTH, height=height)


def _address(picture: "SchoolImage", name: str) -> str:
    return f"{reverse('picture_size', args=[picture.pk, name])}?v={picture.version}"
