"""Drawings of a pack: strictly judged, put into the county's library once, replaced when they change, kept."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.permissions import policy_registry

from courses.models import Enrolment, LessonPage, SchoolImage
from curricula.rules.plan import Action
from curricula.rules.tree import CheckedPack
from curricula.services.apply_pack import apply_pack
from curricula.services.check_pack import check_pack
from people.models import Unit, User
from tests.factories.certificates import login_of, person_in
from tests.factories.courses import enrol, run_of
from tests.factories.curricula import change
from tests.factories.people import admin_factory, officer_factory
from tests.support.answers import body_of

# Wagtail's, of a picture's sizes.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")

LESSON, PICTURE = "lessons/01-knock.md", "pictures/door-steps.svg"
CONTAINER = "::: picture door-steps.svg | 一位网格员站在门的一侧\n敲三下，退一步。\n:::\n\n::: law"
DRAWING = """\
<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 720 400">
<title>门口</title>
<defs><linearGradient id="sky"><stop offset="0" stop-color="#fff"/></linearGradient>
<g id="hat"><path d="M0 0h9"/></g></defs><!-- a wall -->
<rect width="720" height="400" fill="url(#sky)" transform="translate(1.5, -2)"/>
<use href="#hat" x="3"/><use xlink:href="#hat"/>
</svg>
"""


@pytest.fixture
def drawn(folder: Path) -> Path:
    """The pack with a picture in its lesson."""
    (folder / "pictures").mkdir()
    change(folder, PICTURE, "", DRAWING)
    change(folder, LESSON, "::: law", CONTAINER)
    return folder


def found(folder: Path) -> list[tuple[str, int, str]]:
    errors = check_pack(folder)
    return [(e.file, e.line, e.code) for e in errors] if isinstance(errors, list) else []


def checked(folder: Path) -> CheckedPack:
    pack = check_pack(folder)
    assert isinstance(pack, CheckedPack), pack
    return pack


def test_a_drawing_of_every_allowed_kind_is_taken(drawn: Path) -> None:
    pack = checked(drawn)
    picture = pack.pictures["door-steps"]
    assert (picture.file, picture.title, picture.text) == ("door-steps.svg", "一位网格员站在门的一侧", DRAWING)
    block = next(block for block in pack.lessons["l01"].body if block["type"] == "picture")
    assert block["value"] == {
        "picture": "door-steps.svg",
        "words": "一位网格员站在门的一侧",
        "caption": "敲三下，退一步。",
    }


MISTAKES = [
    ("<rect", '<script>alert("1")</script><rect', 6, "picture_element"),
    ("<rect", "<style>rect{fill:url(http://a.b)}</style><rect", 6, "picture_element"),
    ("<rect", "<text>门</text><rect", 6, "picture_element"),
    ("<rect", '<image href="a.png"/><rect', 6, "picture_element"),
    ("<rect", "<foreignObject/><rect", 6, "picture_element"),
    ("<rect", '<a href="https://a.b"><path d="M0 0"/></a><rect', 6, "picture_element"),
    ("<rect", '<svg xmlns="http://www.w3.org/2000/svg"/><rect', 6, "picture_element"),
    ("<rect", '<s:script xmlns:s="http://www.w3.org/2000/svg"/><rect', 6, "picture_element"),
    ("<rect", '<animate attributeName="href" to="javascript:1"/><rect', 6, "picture_element"),
    ("<rect", "<set/><rect", 6, "picture_element"),
    ("<rect width", '<rect onload="x()" width', 6, "picture_attribute"),
    ("<rect width", '<rect ONCLICK="x()" width', 6, "picture_attribute"),
    ("<rect width", '<rect style="fill:red" width', 6, "picture_attribute"),
    ("<rect width", '<rect class="a" width', 6, "picture_attribute"),
    ("<rect width", '<rect filter="url(#sky)" width', 6, "picture_attribute"),
    ("url(#sky)", "url(https://a.b/c.svg#d)", 6, "picture_value"),
    ("url(#sky)", "url('#sky')", 6, "picture_value"),
    ("url(#sky)", "URL(#sky)", 6, "picture_value"),
    ("url(#sky)", "&#106;avascript:x", 6, "picture_value"),
    ('url(#sky)"', 'u\\rl(#sky)"', 6, "picture_value"),
    ("http://www.w3.org/1999/xlink", "http://a.b", 2, "picture_value"),
    ('href="#hat"', 'href="other.svg#hat"', 7, "picture_reference"),
    ('href="#hat"', 'href="data:image/svg+xml;base64,AAAA"', 7, "picture_reference"),
    ('href="#hat"', 'href="#cap"', 7, "picture_reference"),
    ("url(#sky)", "url(#sea)", 6, "picture_reference"),
    ("<rect width", '<rect href="#hat" width', 6, "picture_reference"),
    ("<rect width", '<rect id="hat" width', 6, "picture_reference"),
    ('<path d="M0 0h9"/>', '<use href="#sky"/>', 5, "picture_reference"),
    ("<rect", "门口<rect", 6, "picture_text"),
    ("</svg>", "<![CDATA[x]]></svg>", 8, "picture_text"),
    ("<rect", "<rect><rect", 8, "picture_xml"),
    ("</svg>", "", 9, "picture_xml"),
    ("<!-- a wall -->", '<?xml-stylesheet href="a.css"?>', 5, "picture_xml"),
    ("<?xml", '<?xml version="1.0" encoding="gb2312"?><?xml', 1, "picture_xml"),
    ('encoding="UTF-8"', 'encoding="UTF-7"', 1, "picture_xml"),
    ("<svg ", "<!DOCTYPE svg>\n<svg ", 2, "picture_xml"),
    ("<svg ", '<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg ', 2, "picture_xml"),
    ("<svg ", '<!DOCTYPE svg SYSTEM "file:///etc/passwd">\n<svg ', 2, "picture_xml"),
    ("<rect", "&lol;<rect", 6, "picture_xml"),
    ('viewBox="0 0 720 400"', "", 2, "picture_size"),
    ('viewBox="0 0 720 400"', 'viewBox="0 0 720 0"', 2, "picture_size"),
    ('viewBox="0 0 720 400"', 'viewBox="0 0 1e9 400"', 2, "picture_size"),
    ('viewBox="0 0 720 400"', 'viewBox="0 0 720 400" width="100%" height="400"', 2, "picture_size"),
    ('viewBox="0 0 720 400"', 'viewBox="0 0 720 400" width="720"', 2, "picture_size"),
    ('xmlns="http://www.w3.org/2000/svg" xmlns:x', "xmlns:x", 2, "picture_size"),
    ("<path", f"<desc>{'长' * 7000}</desc><path", 0, "file_too_big"),
]


@pytest.mark.parametrize(("old", "new", "line", "code"), MISTAKES, ids=lambda value: str(value)[:30])
def test_a_drawing_that_is_more_than_shapes_is_refused(
    drawn: Path, old: str, new: str, line: int, code: str
) -> None:
    change(drawn, PICTURE, old, new)
    assert (PICTURE, line, code) in found(drawn)


def test_what_is_no_xml_at_all_is_told(drawn: Path) -> None:
    (drawn / PICTURE).write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert (PICTURE, 1, "not_utf8") in found(drawn)
    (drawn / PICTURE).write_text("")
    assert found(drawn) == [(PICTURE, 1, "picture_xml")]


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("door-steps.svg |", "doors.svg |", 17, "picture_unknown"),
        ("door-steps.svg |", "../certificates/c.svg |", 17, "picture_unknown"),
        (" | 一位网格员站在门的一侧", "", 17, "picture_heading"),
        ("| 一位网格员站在门的一侧", "|", 17, "picture_heading"),
        ("敲三下，退一步。", "敲三下，\n退一步。", 19, "picture_caption"),
        ("敲三下，退一步。", "敲" * 201, 18, "picture_words"),
        ("一位网格员", "人" * 201, 17, "picture_words"),
    ],
)
def test_a_container_that_names_no_picture_is_refused(
    drawn: Path, old: str, new: str, line: int, code: str
) -> None:
    change(drawn, LESSON, old, new)
    assert (LESSON, line, code) in found(drawn)


def test_a_picture_that_no_lesson_shows_is_refused(drawn: Path) -> None:
    change(drawn, "pictures/spare.svg", "", DRAWING)
    assert found(drawn) == [("pictures/spare.svg", 0, "picture_unused")]


@pytest.mark.parametrize("name", ["Door.svg", "door.png", "门.svg", f"{'a' * 51}.svg", "deep/door.svg"])
def test_a_file_that_is_no_drawing_by_its_name_is_refused(drawn: Path, name: str) -> None:
    path = drawn / "pictures" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(DRAWING)
    assert found(drawn) == [(f"pictures/{name}", 0, "unknown_file")]


def apply(folder: Path, county: Unit) -> dict[str, list[str]]:
    plan = apply_pack(pack=checked(folder), unit=county, actor=None)
    told = [change for change in plan.changes if change.action != Action.UNCHANGED]
    return {
        action: [f"{c.kind} {c.id}" for c in told if c.action == action] for action in {c.action for c in told}
    }


def test_the_picture_stands_in_the_library_once(drawn: Path, county: Unit) -> None:
    apply(drawn, county)
    picture = SchoolImage.objects.get()
    assert (picture.collection.name, picture.title) == ("230882", "一位网格员站在门的一侧")
    assert (picture.width, picture.height, picture.is_svg()) == (720, 400, True)
    block = next(block for block in LessonPage.objects.get().body if block.block_type == "picture")
    assert block.value["picture"] == picture
    assert apply(drawn, county) == {}
    assert SchoolImage.objects.get() == picture


@pytest.mark.django_db(transaction=True)
def test_other_bytes_replace_the_file_and_nothing_else(drawn: Path, county: Unit) -> None:
    apply(drawn, county)
    before = SchoolImage.objects.get()
    size = before.get_rendition("max-165x165").file.name
    change(drawn, PICTURE, "720 400", "720 300")
    assert apply(drawn, county) == {"update": ["picture door-steps"]}
    after = SchoolImage.objects.get()
    assert (after.pk, after.height, after.renditions.count()) == (before.pk, 300, 0)
    assert after.version != before.version
    storage = after.file.storage
    assert storage.exists(after.file.name)
    assert after.file.name == before.file.name or not storage.exists(before.file.name)
    assert size


def test_an_officers_own_picture_in_its_place_is_left_alone(drawn: Path, county: Unit) -> None:
    apply(drawn, county)
    picture = SchoolImage.objects.get()
    picture.file = ContentFile(DRAWING.replace("#fff", "#000").encode(), name="mine.svg")
    picture.save()
    change(drawn, PICTURE, "720 400", "720 300")
    assert apply(drawn, county) == {"edited": ["picture door-steps"]}
    assert SchoolImage.objects.get().height == 400


def test_a_picture_that_a_page_shows_is_not_deleted(drawn: Path, county: Unit) -> None:
    apply(drawn, county)
    picture = SchoolImage.objects.get()
    policy = policy_registry.get_by_type(SchoolImage)
    officer, administrator = officer_factory(county), admin_factory()
    assert [
        policy.user_has_permission_for_instance(user, action, picture)
        for user in (officer, administrator)
        for action in ("delete", "change")
    ] == [False, True, False, True]
    client = Client()
    client.force_login(officer)
    client.post(f"/admin/images/{picture.pk}/delete/")
    assert SchoolImage.objects.filter(pk=picture.pk).exists()
    LessonPage.objects.get().delete()
    assert policy.user_has_permission_for_instance(officer, "delete", picture)


@pytest.fixture
def reader(drawn: Path, county: Unit) -> User:
    """Somebody who studies the applied course."""
    apply(drawn, county)
    person = person_in(county)
    enrol(person, run_of(LessonPage.objects.get().get_parent().specific, county))
    return login_of(person)


def test_a_reader_sees_the_drawing_and_its_words(reader: User) -> None:
    client = Client()
    client.force_login(reader)
    run, lesson, picture = Enrolment.objects.get().run, LessonPage.objects.get(), SchoolImage.objects.get()
    text = client.get(f"/learn/{run.uid}/{lesson.pk}/").content.decode()
    address = f"/media/picture/{picture.pk}/drawing.svg?v={picture.version}"
    assert f'src="{address}" width="720" height="400" alt="一位网格员站在门的一侧"' in text
    assert "敲三下，退一步。</figcaption>" in text
    assert "<source" not in text
    answer = client.get(address)
    assert body_of(answer).decode() == DRAWING
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private, max-age=")
    stranger = Client()
    stranger.force_login(login_of(person_in(Unit.objects.get(code="230882"), "赵国强")))
    assert stranger.get(address).status_code == 404
    assert client.get(f"/media/picture/{picture.pk}/720.jpg").status_code == 404


def test_the_library_and_the_chooser_show_it_to_officers(reader: User, county: Unit) -> None:
    client = Client()
    client.force_login(officer_factory(county))
    for address in ("/admin/images/", "/admin/images/chooser/"):
        assert client.get(address).status_code == 200
    size = SchoolImage.objects.get().get_rendition("max-165x165")
    answer = client.get(size.url)
    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == (
        "image/svg+xml",
        "default-src 'none'; sandbox",
    )


def test_nobody_uploads_a_drawing(county: Unit) -> None:
    client = Client()
    client.force_login(officer_factory(county))
    for name, kind in (("a.svg", "image/svg+xml"), ("a.png", "image/png")):
        file = ContentFile(DRAWING.encode(), name=name)
        file.content_type = kind  # type: ignore[attr-defined]
        client.post("/admin/images/add/", {"title": "图", "file": file})
    assert not SchoolImage.objects.exists()
