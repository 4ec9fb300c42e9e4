"""The tree of units grows from official codes, in any order, any number of times."""

from pathlib import Path

import pytest

from people.models import Unit
from people.services.load_units import AREAS_FILE, LoadedUnits, UnitsRefused, load_units

CSV = """code,name,kind
230882001,城东街道,street
230882,富锦市,county
230000,黑龙江省,province
230800,佳木斯市,city
230882001005,兴华社区,community
"""


def write(folder: Path, text: str, name: str = "units.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_units_stand_below_one_another_by_code(tmp_path: Path) -> None:
    assert load_units(path=write(tmp_path, CSV)) == LoadedUnits(created=5, changed=0, unchanged=0)
    community = Unit.objects.get(code="230882001005")
    assert [unit.name for unit in community.get_ancestors()] == ["黑龙江省", "佳木斯市", "富锦市", "城东街道"]
    assert community.county == Unit.objects.get(code="230882")


@pytest.mark.django_db
def test_loading_twice_is_once_and_names_follow(tmp_path: Path) -> None:
    path = write(tmp_path, CSV)
    load_units(path=path)
    assert load_units(path=path) == LoadedUnits(created=0, changed=0, unchanged=5)
    assert load_units(path=write(tmp_path, CSV.replace("兴华", "新华"))) == LoadedUnits(0, 1, 4)
    assert Unit.objects.get(code="230882001005").name == "新华社区"


@pytest.mark.django_db
def test_a_county_governed_by_its_province_hangs_there(tmp_path: Path) -> None:
    text = "code,name,kind\n420000,湖北省,province\n429004,仙桃市,county\n"
    load_units(path=write(tmp_path, text))
    assert Unit.objects.get(code="429004").get_parent().name == "湖北省"


@pytest.mark.django_db
def test_the_bundled_areas_hold_the_three_counties() -> None:
    load_units(path=AREAS_FILE)
    assert Unit.objects.get(code="230882").get_children().count() == 13
    assert {unit.name for unit in Unit.get_root_nodes()} == {"黑龙江省", "山西省", "河南省"}
    assert Unit.objects.get(code="410621004").name == "伾山街道"
    assert load_units(path=AREAS_FILE).created == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("code,name,kind\n23088,富锦市,county\n", "bad_row"),
        ("code,name,kind\n230882,,county\n", "bad_row"),
        ("code,name,kind\n230882,富锦市,station\n", "bad_row"),
        ("code,name,kind\n230882,富锦市,county\n", "parent_missing"),
        (CSV + "230882,富锦市,county\n", "code_twice"),
    ],
)
def test_a_bad_file_loads_nothing(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(UnitsRefused) as refusal:
        load_units(path=write(tmp_path, text))
    assert refusal.value.code == code
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnitsRefused) as refusal:
        load_units(path=write(tmp_path, "units = [", "units.toml"))
    assert refusal.value.code == "unreadable"
