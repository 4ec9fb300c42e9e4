"""kill -9 in the middle: of the web process while somebody sits the exam, of the worker while it issues."""

import json
import os
import signal
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.support.actors import PASSWORD, Worker
from tests.support.live_site import LiveSite
from tests.support.process_tree import descendants, left_of

CHAIN = "import json; from tests.support import chain; print(json.dumps(chain.{call}))"
RESEND_MILLISECONDS = 90_000
# Enough that the kill falls into the work on a fast machine too.
PEOPLE = 20


def call(site: LiveSite, what: str) -> object:
    """Call a function of tests.support.chain inside the installation."""
    return json.loads(site.shell(CHAIN.format(call=what)).splitlines()[-1])


def kill(site: LiveSite, name: str) -> None:
    """kill -9 every process of the site whose command line has this word."""
    assert site.process is not None
    tree = {pid: command for pid, command in descendants(site.process.pid).items() if name in command}
    assert tree
    for pid in tree:
        os.kill(pid, signal.SIGKILL)
    assert left_of(tree) == {}


def test_the_web_process_is_killed_in_mid_exam_and_nothing_is_lost(live_site: LiveSite, chromium: Browser) -> None:
    prepared = call(live_site, f"prepare_for_exam({PASSWORD!r})")
    worker = Worker(chromium, live_site.url)
    worker.log_in(prepared["login"], PASSWORD)
    worker.page.wait_for_url(live_site.url + "/")
    worker.course = prepared["course"]
    worker.start_exam()
    worker.answer(range(1, 6))
    expect(worker.page.locator("#saved")).to_contain_text("5/25")

    kill(live_site, "gunicorn")
    worker.answer(range(6, 9))
    expect(worker.page.locator("#trouble")).to_be_visible(timeout=RESEND_MILLISECONDS)
    live_site.halt()
    live_site.boot()

    expect(worker.page.locator("#saved")).to_contain_text("8/25", timeout=RESEND_MILLISECONDS)
    worker.page.goto(worker.paper)
    expect(worker.page.locator("#saved")).to_contain_text("8/25")


def test_the_worker_is_killed_in_mid_issue_and_another_goes_on(live_site: LiveSite) -> None:
    before = set(certificate_files(live_site))
    batch = call(live_site, f"start_issuing({PEOPLE})")
    live_site.wait_until(lambda: len(set(certificate_files(live_site)) - before) >= 1, seconds=120)
    kill(live_site, "celery")
    at_the_kill = len(set(certificate_files(live_site)) - before)

    end = call(live_site, f"end_of_batch({batch})")
    assert at_the_kill < PEOPLE
    assert len(end["seqs"]) == PEOPLE
    assert [seq - end["seqs"][0] for seq in end["seqs"]] == list(range(PEOPLE))
    assert end["are_frozen"]
    assert end["has_print_file"]
    assert end["attempts"] == 2


def certificate_files(site: LiveSite) -> list[Path]:
    return sorted((site.var / "media" / "certificates").rglob("*.pdf"))
