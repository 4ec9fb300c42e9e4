"""A roster of a whole county, imported on a live installation. Run inside `LiveSite.shell`; prints plain data."""

import time
from pathlib import Path

from foundation.jobs import run_job
from people.models import Person, Unit, User
from people.services.apply_roster import confirm_roster
from people.services.plan_roster import receive_roster
from tests.factories.people import County, county_factory, identity_number, officer_factory
from tests.people.ugly.making import xlsx
from tests.people.ugly.peak import status
from tests.support.chain import wait_for

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", "秀英国强桂芬志刚丽华建玉梅海涛春燕卫东红霞"
HEADER = ("序号", "姓名", "性别", "身份证号", "手机号码", "所属单位", "岗位", "备注")


def county_roster(county: County, count: int) -> bytes:
    """An .xlsx as a bureau keeps it: a title, columns that are not needed, people of four units."""
    units = [county.village, county.other_village, county.community, county.bureau]
    people = [
        (
            number,
            SURNAMES[number % 12] + GIVEN[number % 17] + GIVEN[number % 13],
            "女",
            identity_number(number),
            f"138{number:08d}",
            units[number % 4].name,
            "网格员",
            None,
        )
        for number in range(1, count + 1)
    ]
    return xlsx([(f"{county.county.name}网格员花名册",), HEADER, *people, ("合计", None, None, f"{count}人")])


def school(count: int) -> tuple[County, User, bytes]:
    """A new county, its officer, and the file of so many people."""
    county = county_factory()
    return county, officer_factory(county.county), county_roster(county, count)


def import_by_worker(count: int) -> dict[str, float]:
    """Seconds from the upload until the installation's worker is done."""
    county, officer, data = school(count)
    began = time.perf_counter()
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data)
    compared = time.perf_counter() - began
    wait_for(confirm_roster(actor=officer, roster=roster))
    took = time.perf_counter() - began
    assert Person.objects.filter(unit__path__startswith=county.county.path).count() == count
    return {"seconds": took, "compared": compared}


def write_file(count: int, path: str) -> dict[str, int]:
    """The county, and its file on disk, so that making it does not count as reading it."""
    county, officer, data = school(count)
    Path(path).write_bytes(data)
    return {"county": county.county.pk, "officer": officer.pk}


def import_here(county: int, officer: int, path: str) -> dict[str, float]:
    """Megabytes over idle that comparing and importing take at their highest, both in this process."""
    idle = status("VmRSS")
    actor, unit = User.objects.get(pk=officer), Unit.objects.get(pk=county)
    roster = receive_roster(actor=actor, unit=unit, name="名册.xlsx", data=Path(path).read_bytes())
    compared = status("VmHWM") - idle
    job = confirm_roster(actor=actor, roster=roster)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == job.State.DONE
    return {"compared": compared, "peak": status("VmHWM") - idle}
