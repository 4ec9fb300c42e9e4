"""Take pictures of every page: `make screenshots [PART="words of the name"] [YEAR=1] [DOCS=1]`.

PART, YEAR and DOCS come from the environment. Pictures of other parts stay where they are, so a long walk can be
done in pieces. DOCS=1 also copies the README's pictures, small, to docs/pictures/.
"""

import asyncio
import os
import sys
import time

from tests.looking.album import write_album
from tests.looking.docs import copy_pictures
from tests.looking.eyes import open_eyes
from tests.looking.papers import take_papers
from tests.looking.school import School, running_school
from tests.looking.shoot import FOLDER, Camera, take_pictures


async def look(school: School, wanted: str) -> tuple[int, list[str]]:
    """Take the pictures and write the album; how many, and what went wrong."""
    camera = Camera()
    try:
        async with open_eyes(school) as eyes:
            count, wrong = await take_pictures(eyes, school, camera, wanted)
            wrong += await take_papers(eyes, school, camera, wanted)
    finally:
        camera.close()
        write_album(camera.told)
    return count, wrong


def main() -> int:
    """The exit code is 1 when a page could not be looked at."""
    began = time.monotonic()
    with running_school(is_year=bool(os.environ.get("YEAR"))) as school:
        ready = time.monotonic()
        count, wrong = asyncio.run(look(school, os.environ.get("PART", "")))
    if os.environ.get("DOCS"):
        copy_pictures()
    for line in wrong:
        print(line)  # noqa: T201
    print(f"{count} pictures in {time.monotonic() - ready:.0f} s, the school took {ready - began:.0f} s")  # noqa: T201
    print(FOLDER / "index.html")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
