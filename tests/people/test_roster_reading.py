"""What an officer sees of a roster that was hard to read: notes, refusals, rows to mend and send again."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.models import Person, RosterImport, RosterRow
from people.rules.roster_header import RosterRefused
from people.services.plan_roster import receive_roster
from people.services.read_roster import read_roster
from people.services.refused_rows import refused_workbook
from tests.factories.people import PersonFactory, identity_number
from tests.people.roster_desk import refused_upload, row_of
from tests.people.ugly.attacks import password_of_excel, zip_bomb_that_lies
from tests.people.ugly.cases import row
from tests.people.ugly.layouts import book_of
from tests.people.ugly.making import saved, table, xlsx

pytestmark = pytest.mark.django_db


def receive(officer, county, data, **options):
    return receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data, **options)


def refused_sheet(roster):
    return openpyxl.load_workbook(io.BytesIO(refused_workbook(roster=roster))).active


def texts(sheet):
    return [[cell.value for cell in cells] for cells in sheet.iter_rows()]


def test_notes_are_kept_and_shown(officer, county, desk):
    people = table(row_of(county, 1), row_of(county, 2, name="张 三", phone=""))
    rows = [["甲县网格员花名册"], *people, ["合计", None, "2人"]]
    roster = receive(officer, county, xlsx(rows))
    roster.refresh_from_db()
    assert roster.notes == [
        "列名在第 2 行。",
        "合计、制表人一类的行不是人员，已跳过：第 5 行。",
        "姓名中间的空格去掉了（“张 三”读作“张三”）：第 4 行。",
    ]
    page = desk.get(reverse("people_import", args=[roster.uid])).content.decode()
    assert all(note in page for note in roster.notes)
    assert "这个文件是怎么读的" in page


def test_nothing_is_said_of_a_plain_roster(officer, county, desk):
    roster = receive(officer, county, xlsx(table(row_of(county, 1))))
    assert roster.notes == []
    assert "怎么读的" not in desk.get(reverse("people_import", args=[roster.uid])).content.decode()


@pytest.mark.parametrize(("build", "words"), [(password_of_excel, "密码"), (zip_bomb_that_lies, "损坏")])
def test_harmful_upload_writes_nobody_and_says_why(county, desk, build, words):
    file = SimpleUploadedFile("名册.xlsx", build().data)
    answer = desk.post(reverse("people_import_new"), {"unit": county.county.pk, "file": file}, follow=True)
    assert words in answer.content.decode()
    roster = RosterImport.objects.get()
    assert (roster.state, bool(roster.file)) == (RosterImport.State.REFUSED, False)
    assert [RosterRow.objects.count(), Person.objects.count()] == [0, 0]


def test_upload_beyond_the_limit_is_refused_without_being_held(county, desk, settings):
    settings.ROSTER_MAX_BYTES = 1024
    file = SimpleUploadedFile("名册.xlsx", b"PK\x03\x04" + bytes(5000))
    desk.post(reverse("people_import_new"), {"unit": county.county.pk, "file": file})
    assert RosterImport.objects.get().state == RosterImport.State.REFUSED
    with pytest.raises(RosterRefused) as refused:
        read_roster(bytes(1025))
    assert (refused.value.code, refused.value.status) == ("too_big", 413)


def test_refused_rows_keep_the_officers_columns_and_text(officer, county):
    header = ("序号", "网格", "姓 名", "身份证号码", "联系电话", "所属村（社区）", "职务", "备注")
    cells = row_of(county, 1, phone="12", post="@组长")
    rows = [["名册"], header, ["007", "00012", *cells, '=HYPERLINK("http://x")']]
    sheet = refused_sheet(receive(officer, county, xlsx(rows)))
    assert texts(sheet)[0] == [*header, "错误原因"]
    assert texts(sheet)[1][:8] == ["007", "00012", *cells, '=HYPERLINK("http://x")']
    assert [cell.data_type for cell in sheet[2]] == ["s"] * 9
    assert all(cell.quotePrefix for cell in sheet[2])
    assert sheet["I2"].font.color.rgb == "00C00000"


def test_refused_rows_are_mended_and_uploaded_again(officer, county):
    """Two header rows and a merged unit before; one header row, everything filled in, after."""
    above = ["序号", "姓名", "身份证号", "手机号", "单位", None]
    below = [None, None, None, None, "名称", "代码"]
    first, second = row_of(county, 1), row_of(county, 2, phone="13")
    rows = [above, below, ["1", *first[:4], county.village.code], ["2", *second[:3], None, None]]
    data = xlsx(rows, lambda sheet: sheet.merge_cells("E3:E4"))
    roster = receive(officer, county, data)
    assert roster.counts == {"new": 1, "refused": 1, "total": 2}
    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(roster=roster)))
    assert book.active["D2"].value == "13"
    book.active["D2"].value = "13800000013"
    again = receive(officer, county, saved(book))
    assert again.counts == {"new": 1, "total": 1}
    assert "错误原因" not in "".join(again.notes)


def test_reasons_of_an_earlier_round_are_not_doubled(officer, county):
    roster = receive(officer, county, xlsx(table(row_of(county, 1, phone="12"))))
    again = receive(officer, county, refused_workbook(roster=roster))
    assert texts(refused_sheet(again))[0].count("错误原因") == 1


def test_ruined_number_stays_refused_when_it_is_sent_again(officer, county):
    roster = receive(officer, county, xlsx(table(row_of(county, 1, identity=230882199001011000))))
    assert texts(refused_sheet(roster))[1][1] == "2.30882199001011E+17"
    again = receive(officer, county, refused_workbook(roster=roster))
    assert again.counts == {"refused": 1, "total": 1}


def test_list_of_everybody_must_stand_in_one_sheet(officer, county):
    """Whoever stands in the second sheet would pass for gone."""
    PersonFactory(unit=county.village, identity=identity_number(9))
    book = book_of(("永安村", table(row_of(county, 1), row_of(county, 2))), ("太平村", table(row_of(county, 9))))
    data = saved(book)
    assert refused_upload(officer, county, data, is_complete=True).state == RosterImport.State.REFUSED
    assert receive(officer, county, data).counts == {"new": 2, "total": 2}


def test_row_with_characters_that_no_database_takes_is_refused_in_words(officer, county):
    """A null, a lone surrogate by Excel's own escape; PostgreSQL would stop the whole import."""
    rows = table(row_of(county, 1, name="张_x0000_三_xD800_3"), row_of(county, 2, post="网_x0000_格员"))
    roster = receive(officer, county, xlsx(rows))
    assert list(roster.rows.values_list("kind", flat=True)) == ["refused", "new"]


def test_county_of_ugly_rows_reads_the_same_twice():
    """Reading again for the import gives the rows that were shown."""
    data = xlsx([["名册"], *table(row(1), row(2), row(1)), ["合计"]])
    first, second = read_roster(data), read_roster(data)
    assert [vars(one) for one in first.rows] == [vars(one) for one in second.rows]
