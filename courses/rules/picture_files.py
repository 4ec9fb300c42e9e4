"""What becomes of a picture's file when it is uploaded. Pure: bytes in, bytes out."""

from io import BytesIO
from math import sqrt

from PIL import Image, ImageOps

# Enough for the small print of a poster on a large screen, and for a long picture of a phone's screen; a phone's
# camera makes two to ten times as many.
MOST_PIXELS = 7_000_000
JPEG_QUALITY = 88
_FORMATS = ("JPEG", "PNG", "WEBP")


def tidied_picture(data: bytes) -> bytes | None:
    """The picture upright, not larger than lessons need, and without what a camera writes into it.

    Phones write the place where a picture was taken; in a lesson that is somebody's front door. None when there is
    nothing to mend, and for what moves or is in a format that is kept as it is.
    """
    with Image.open(BytesIO(data)) as picture:
        if picture.format not in _FORMATS or getattr(picture, "is_animated", False):
            return None
        excess = picture.width * picture.height / MOST_PIXELS
        if excess <= 1 and not _tells_of_its_making(picture):
            return None
        upright = ImageOps.exif_transpose(picture)
        if excess > 1:
            shrink = sqrt(excess)
            upright.thumbnail((upright.width / shrink, upright.height / shrink), Image.Resampling.LANCZOS)
        return _encoded(upright, str(picture.format))


def _tells_of_its_making(picture: Image.Image) -> bool:
    return bool(picture.getexif()) or any(
        key in picture.info for key in ("exif", "xmp", "comment", "XML:com.adobe.xmp")
    )


def _encoded(picture: Image.Image, kind: str) -> bytes:
    """Pixels and colour profile, and nothing else of what the file said."""
    profile = picture.info.get("icc_profile")
    picture.info = {key: picture.info[key] for key in ("transparency",) if key in picture.info}
    target = BytesIO()
    picture.save(target, kind, quality=JPEG_QUALITY, optimize=True, icc_profile=profile, exif=b"")
    return target.getvalue()
