"""The command line: Chinese words, exit status 1 on mistakes."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.models import CoursePage
from people.models import Unit
from tests.factories.curricula import change


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("curriculum", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_check_needs_no_database(folder: Path) -> None:
    assert run("check", str(folder)) == ("小课包 1.0.0：没有发现错误。\n", "")


def test_check_prints_every_mistake_and_fails(folder: Path) -> None:
    change(folder, "pack.toml", "format = 1", "format = 3")
    change(folder, "drills/r1.toml", "points = 60", "points = 50")
    err = StringIO()
    with pytest.raises(CommandError, match="tiny 里有 2 处错误") as error:
        call_command("curriculum", "check", str(folder), stderr=err)
    assert error.value.returncode == 1
    assert [line.split(" ")[0] for line in err.getvalue().splitlines()] == ["drills/r1.toml:15:", "pack.toml:1:"]


def test_apply_prints_the_plan_first(folder: Path, county: Unit) -> None:
    out, _err = run("apply", str(folder))
    assert out.splitlines()[-2:] == ["新增 10  更新 0  停用 0  本地改过，没有动 0  不变 0", "已经用上。"]
    assert CoursePage.objects.count() == 1
    out, _err = run("apply", str(folder), "--unit", county.code or "")
    assert out.splitlines()[-1] == "没有要做的事。"


def test_plan_writes_nothing(folder: Path, county: Unit) -> None:
    run("plan", str(folder))
    assert not CoursePage.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--unit", "110101"], "没有代码为 110101 的单位"), (["--unit", "230881"], "area_differs")],
)
@pytest.mark.usefixtures("county")
def test_a_wrong_unit_is_told(folder: Path, arguments: list[str], words: str) -> None:
    Unit.add_root(name="同江市", kind=Unit.Kind.COUNTY, code="230881")
    with pytest.raises(CommandError, match=words):
        run("apply", str(folder), *arguments)


def test_the_packs_of_a_plugin_go_by_its_name() -> None:
    out, _err = run("check", "plugin:fujin")
    lines = out.splitlines()
    assert lines[0] == "网格员岗前培训 1.0.0：没有发现错误。"
    assert [line for line in lines if not line.endswith("：没有发现错误。")] == []
    with pytest.raises(CommandError, match="plugin_missing"):
        run("check", "plugin:nobody")
