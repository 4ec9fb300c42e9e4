"""The README's pictures, out of the album: one of phones side by side, one of a desk."""

from PIL import Image

from tests.looking.shoot import FOLDER
from tests.support.paths import ROOT

PICTURES = ROOT / "docs" / "pictures"
GAP, MARGIN, PHONE_HEIGHT = 24, 24, 740
PAPER, COLOURS = "#e9e2d3", 96
PHONES = {
    "tour.png": (
        "learn/home/worker-zh-hans-standard-360.png",
        "learn/lesson/worker-zh-hans-standard-360.png",
        "teach/score/trainer-zh-hans-standard-360.png",
        "exam/result/graduate-zh-hans-standard-360.png",
        "certificate/one/graduate-zh-hans-standard-360.png",
        "verify/valid/anonymous-zh-hans-standard-360.png",
    ),
    "elder.png": (
        "learn/home/worker-zh-hans-large-360.png",
        "exam/question/writer-zh-hans-large-360.png",
        "learn/home/worker-zh-hans-largest-360.png",
    ),
}
DESKS = {"desk.png": "admin/home/officer-zh-hans-standard-1280.png"}


def copy_pictures() -> None:
    """Write docs/pictures/ anew. Raises FileNotFoundError for a picture that was not taken."""
    for name, phones in PHONES.items():
        _side_by_side(phones).save(PICTURES / name, optimize=True)
    for name, desk in DESKS.items():
        _few_colours(_top_of(desk, 800)).save(PICTURES / name, optimize=True)


def _top_of(name: str, height: int) -> Image.Image:
    """The first screen of a page; a short page is filled up with its own last colour."""
    picture = Image.open(FOLDER / name).convert("RGB")
    last = picture.getpixel((1, picture.height - 1))
    sheet = Image.new("RGB", (picture.width, height), last)  # type: ignore[arg-type]
    sheet.paste(picture, (0, 0))
    return sheet


def _side_by_side(names: tuple[str, ...]) -> Image.Image:
    phones = [_top_of(name, PHONE_HEIGHT) for name in names]
    width = 2 * MARGIN + sum(phone.width for phone in phones) + GAP * (len(phones) - 1)
    sheet = Image.new("RGB", (width, PHONE_HEIGHT + 2 * MARGIN), PAPER)
    left = MARGIN
    for phone in phones:
        sheet.paste(phone, (left, MARGIN))
        left += phone.width + GAP
    return _few_colours(sheet)


def _few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)
