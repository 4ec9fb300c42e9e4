"""What is printed: PDFs of the school as pictures of their pages."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.looking.eyes import Eyes, View
from tests.looking.school import School
from tests.looking.shoot import FOLDER, Camera
from tests.servers.process import find_program

DOTS_PER_INCH = 80
MOST_PAGES = 3


@dataclass(frozen=True)
class Paper:
    """A PDF at an address with a key of keys.py in it, as one who takes part gets it."""

    name: str
    part: str
    address: str


PAPERS = (
    Paper("certificate", "graduate", "/certificates/{certificate}/pdf/"),
    Paper("print-file", "officer", "/admin/certificates/batches/{batch}/print/"),
    Paper("sign-list", "officer", "/admin/certificates/batches/{batch}/sign-list/"),
)
# Pages that a browser prints.
PRINTED = (
    Paper("slips", "officer", "/admin/people/slips/{slip_batch}/"),
    Paper("lesson", "worker", "/learn/{run}/{lesson}/"),
    Paper("hours", "worker", "/hours/"),
    Paper("verify", "anonymous", "/v/{code}/"),
)


async def take_papers(eyes: Eyes, school: School, camera: Camera, wanted: str) -> list[str]:
    """Pictures of each paper's first pages; what went wrong."""
    wrong = []
    for paper in (*PAPERS, *PRINTED):
        if all(word in f"papers/{paper.name}" for word in wanted.split()):
            try:
                pdf = await (_printed if paper in PRINTED else _fetched)(eyes, school, paper)
                _draw(pdf, paper, camera)
            except Exception as error:  # one paper that fails must not hide the others
                wrong.append(f"papers/{paper.name}: {error}")
    return wrong


async def _fetched(eyes: Eyes, school: School, paper: Paper) -> bytes:
    context = await eyes.context(paper.part, View("zh-hans"))
    answer = await context.request.get(school.url + paper.address.format(**school.keys))
    body = await answer.body()
    if not body.startswith(b"%PDF"):
        raise RuntimeError(f"answered {answer.status} and no PDF")
    return body


async def _printed(eyes: Eyes, school: School, paper: Paper) -> bytes:
    context = await eyes.context(paper.part, View("zh-hans", width=1280))
    page = await context.new_page()
    try:
        await page.goto(school.url + paper.address.format(**school.keys))
        return await page.pdf(format="A4", prefer_css_page_size=True)
    finally:
        await page.close()


def _draw(pdf: bytes, paper: Paper, camera: Camera) -> None:
    """pdftoppm's pictures of the first pages."""
    folder = FOLDER / "papers" / paper.name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    file = folder / f"{paper.name}.pdf"
    file.write_bytes(pdf)
    words = ["-r", str(DOTS_PER_INCH), "-l", str(MOST_PAGES), "-png", str(file), str(folder / "page")]
    subprocess.run([find_program("pdftoppm"), *words], check=True)
    for picture in sorted(folder.glob("page*.png")):
        camera.note(Path(picture), "papers", paper.name, paper.part, View("zh-hans", "standard", 1280))
