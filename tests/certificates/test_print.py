"""What comes out of the press: size, words, picture, code, and what a template cannot do."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from certificates.models import TemplateVersion
from certificates.services.press import PageRefused, Press, compile_page, qr_uri
from tests.factories.certificates import PAGE_CSS, PAGE_HTML, Ground

pytestmark = pytest.mark.integration

MM = 72 / 25.4
PACK = (
    Path(__file__).resolve().parents[2]
    / "plugins/fujin/gridschool_fujin/packs/grid-worker-onboarding/certificates"
)
LONG_NAME = "阿卜杜热西提·买买提吐尔逊江·阿卜杜克里木·艾合买提"


def drawn(data: bytes, tmp_path: Path) -> Image.Image:
    """The first page as a picture of 150 dots to the inch."""
    (tmp_path / "page.pdf").write_bytes(data)
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "page.pdf", tmp_path / "page"], check=True
    )
    return Image.open(tmp_path / "page.png")


def facts(**changes: Any) -> dict[str, Any]:
    known = {
        "name": "王秀兰",
        "sex": "女",
        "masked_identity": "990***********0024",
        "course_title": "网格员岗前培训",
        "run_title": "第6期",
        "starts": "2026年1月5日",
        "ends": "2026年12月20日",
        "online_hours": "5",
        "drill_hours": "3",
        "hours": "8",
        "number": "向网校证〔2026〕第00733号",
        "issuer": "向阳县民政局",
        "school": "向阳县网格学校",
        "issued_on": "2026年12月22日",
        "note": "本证书为培训证明",
    }
    return known | changes


def press_of(html: str = PAGE_HTML, css: str = PAGE_CSS, art: str = "") -> Press:
    return Press(TemplateVersion(html=html, css=css, art=art))


def words_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).replace("\n", "")


def test_issued_file_is_one_a4_landscape_page_with_every_fact(
    ground: Ground, settings: Any, tmp_path: Path
) -> None:
    settings.PUBLIC_URL = "https://school.example"
    certificate = ground.issued(ground.enrolments[1])[0]
    with certificate.pdf.file.open("rb") as stored:
        data = stored.read()
    (page,) = PdfReader(io.BytesIO(data)).pages
    assert (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM) == pytest.approx(
        (297, 210), abs=0.1
    )
    text = words_of(data)
    printed = (
        "name",
        "number",
        "masked_identity",
        "course_title",
        "run_title",
        "starts",
        "ends",
        "issuer",
        "school",
    )
    assert [certificate.snapshot[key] in text for key in printed] == [True] * len(printed)
    (code,) = zxingcpp.read_barcodes(drawn(data, tmp_path))
    assert code.text == f"https://school.example/v/{certificate.code}"


@pytest.mark.parametrize("name", ["王秀兰", "张䶮", "欧阳𪜀𫝀", LONG_NAME[:25], LONG_NAME])
def test_the_packs_own_template_fits_every_name(name: str, tmp_path: Path) -> None:
    page = {kind: (PACK / f"completion.{kind}").read_text() for kind in ("html", "css")}
    press = press_of(**page, art=(PACK / "completion.svg").read_text())
    data = press.print_pdf(facts(name=name), url="https://wg.example.org/v/7K3M9Q2XAB4")
    assert name in words_of(data)
    (code,) = zxingcpp.read_barcodes(drawn(data, tmp_path))
    assert code.text == "https://wg.example.org/v/7K3M9Q2XAB4"


def test_facts_are_text_and_never_markup(tmp_path: Path) -> None:
    data = press_of().print_pdf(facts(name="<b>王</b>"), url="https://a.example/v/1")
    assert "<b>王</b>" in words_of(data)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.svg", "file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_press_fetches_nothing_but_data(address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    html = f'<body><img src="{address}"><p>{{{{ name }}}}</p></body>'
    css = f'@import url("{address}"); @font-face {{ font-family: x; src: url("{address}") }} {PAGE_CSS}'
    assert "王秀兰" in words_of(press_of(html, css).print_pdf(facts(), url="https://a.example/v/1"))


def test_template_engine_has_no_loader_and_no_library() -> None:
    for bad in ("{% load i18n %}", "{% load static %}"):
        with pytest.raises(Exception, match="not a registered tag library"):
            compile_page(bad)


def test_page_that_runs_over_is_refused() -> None:
    html = PAGE_HTML.replace("<h1>", '<p style="height: 300mm"></p><h1>')
    with pytest.raises(PageRefused) as refused:
        press_of(html).print_pdf(facts(), url="https://a.example/v/1")
    assert refused.value.code == "not_one_page"


def test_press_keeps_no_code_of_the_people_before() -> None:
    press = press_of(
        PAGE_HTML.replace("<h1>", '<img src="{{ art }}"><h1>'), art="<svg xmlns='http://www.w3.org/2000/svg'/>"
    )
    for number in range(3):
        press.print_pdf(facts(), url=f"https://a.example/v/{number}")
    assert len(press._pictures) == 1


def test_code_is_small_enough_to_print_large() -> None:
    import segno

    assert (
        segno.make("https://xuexiao.county.example.gov.cn/v/7K3M9Q2XAB4", error="m", boost_error=False).version
        <= 4
    )
    assert qr_uri("https://a.example/v/1").startswith("data:image/svg+xml;base64,")
