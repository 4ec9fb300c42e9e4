"""How the table lies on the sheet: titles, merged cells, two header rows, pages, totals, hidden rows, sheets."""

from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.people.ugly.cases import COMMUNITY, HEADER, VILLAGE_CODE, Case, person, row, ugly
from tests.people.ugly.making import fill, saved, sheet_changed, table, xlsx


def merging(*ranges: str) -> Any:
    def edit(sheet: Worksheet) -> None:
        for merged in ranges:
            sheet.merge_cells(merged)

    return edit


@ugly
def clean() -> Case:
    """What the empty form asks for. Nothing need be said about it."""
    return Case(xlsx(table(row(1), row(2))), right={2: person(1), 3: person(2)}, silent=True)


@ugly
def title_rows_above() -> Case:
    """A title across the page, who filled it in and when, an empty line; then the columns, in row 5."""
    rows = [
        ["长安镇网格员花名册"],
        ["填报单位：长安镇", None, None, "填报日期：2024年3月1日"],
        ["（本表一式两份）"],
        [],
        HEADER,
        row(1),
        row(2),
    ]
    data = xlsx(rows, merging("A1:E1", "A2:C2", "D2:E2", "A3:E3"))
    return Case(data, right={6: person(1), 7: person(2)}, notes=("列名在第 5 行",))


@ugly
def contact_line_above() -> Case:
    """The line above the table names 联系人 and 联系电话 too; it is not the header."""
    rows = [["单位", "联系人", "联系电话"], ["长安镇", "王主任", "0454-2345678"], HEADER, row(1)]
    return Case(xlsx(rows), right={4: person(1)}, notes=("列名在第 3 行",))


@ugly
def header_in_row_eleven() -> Case:
    """Ten lines of instructions above: that far nobody looks, and it is said."""
    return Case(xlsx([*[[f"说明{number}"] for number in range(10)], HEADER, row(1)]), file="missing_columns")


@ugly
def table_in_a_corner() -> Case:
    """Somebody left two columns and three lines free at the edge."""
    rows = [[], [], [], *[[None, None, *cells] for cells in table(row(1), row(2, phone="123"))]]
    return Case(xlsx(rows), right={5: person(1)}, refused={6: ("E6", "11")}, notes=("列名在第 4 行",))


@ugly
def unit_merged_over_its_people() -> Case:
    """The village is written once and merged over three people, and so is their post."""
    first, *others = [row(number) for number in range(1, 5)]
    rows = table(first, *[[*cells[:3], None, None] for cells in others[:2]], row(4, unit=COMMUNITY))
    data = xlsx(rows, merging("D2:D4", "E2:E4"))
    return Case(data, right={**{2 + at: person(1 + at) for at in range(3)}, 5: person(4, unit=COMMUNITY)})


@ugly
def unit_written_once_without_merging() -> Case:
    """The village is written once and the cells below are simply empty: nobody guesses."""
    rows = table(row(1), [*row(2)[:3], None, "网格员"])
    return Case(xlsx(rows), right={2: person(1)}, refused={3: ("D3", "单位")})


@ugly
def phone_merged_over_a_couple() -> Case:
    """An old couple shares one phone; the cell is merged over both."""
    rows = table(row(1), [*row(2)[:2], None, *row(2)[3:]])
    return Case(xlsx(rows, merging("C2:C3")), right={2: person(1), 3: person(2, phone=person(1)["phone"])})


@ugly
def name_merged_over_two_rows() -> Case:
    """Two posts of one person: name and number are merged over both rows. The second row is nobody new."""
    rows = table(row(1), [None, None, "13900000000", "永安村", "人民调解员"])
    data = xlsx(rows, merging("A2:A3", "B2:B3"))
    return Case(data, right={2: person(1)}, refused={3: ("A3", "姓名")})


@ugly
def group_row_above_the_fields() -> Case:
    """「基本信息｜联系方式｜工作」 above the real columns."""
    groups = ["基本信息", None, "联系方式", "工作", None]
    data = xlsx([groups, HEADER, row(1)], merging("A1:B1", "D1:E1"))
    return Case(data, right={3: person(1)}, notes=("列名在第 2 行",))


@ugly
def fields_merged_down_beside_groups() -> Case:
    """姓名 and 身份证号 are merged over both header rows; 联系方式 holds 手机号 and 微信号."""
    above = ["序号", "姓名", "身份证号", "联系方式", None, "单位", "岗位"]
    below = [None, None, None, "手机号", "微信号", None, None]
    cells = row(1)
    data = xlsx(
        [["花名册"], above, below, ["1", *cells[:3], "weixin", *cells[3:]]],
        merging("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:G3"),
    )
    return Case(data, right={4: person(1)}, notes=("第 2 行和第 3 行", "微信号"))


@ugly
def unit_group_of_name_and_code() -> Case:
    """「单位」 above 「名称」 and 「代码」: the name is read, and it is said that the code is not."""
    above = ["姓名", "身份证号", "手机号", "单位", None]
    below = [None, None, None, "名称", "代码"]
    data = xlsx([above, below, [*row(1)[:4], VILLAGE_CODE]], merging("D1:E1"))
    return Case(data, right={3: person(1, post="")}, notes=("E 列“单位代码”没有读",))


@ugly
def other_names_of_columns() -> Case:
    """Stars, brackets, line breaks, spaces, full-width colons: every office has its own way."""
    header = ("姓  名", "＊公民身份号码\n（18位，必填）", "联系电话：", "所属村（社区）", "职 务【选填】")
    return Case(xlsx(table(row(1), header=header)), right={2: person(1)})


@ugly
def many_columns_in_another_order() -> Case:
    """Nation, sex, party, address stand in between; they are not read, and that is said."""
    header = ("序号", "单位", "性别", "姓名", "民族", "岗位", "出生年月", "身份证号", "住址", "手机号", "备注")
    who = person(1)
    cells = [
        1,
        who["unit"],
        "男",
        who["name"],
        "汉",
        who["post"],
        "1990.1",
        who["identity"],
        "3号楼",
        who["phone"],
    ]
    return Case(xlsx([header, [*cells, "党员"]]), right={2: who}, notes=("性别、民族", "备注"))


@ugly
def two_phone_columns() -> Case:
    """手机号 and 联系电话: the first is the better name, and it is said that the other was not read."""
    header = ("姓名", "身份证号", "联系电话", "手机号", "单位", "岗位")
    cells = row(1)
    rows = [header, [*cells[:2], "0454-2345678", *cells[2:]]]
    return Case(xlsx(rows), right={2: person(1)}, notes=("C 列“联系电话”没有读", "D 列“手机号”"))


@ugly
def pages_printed_one_after_another() -> Case:
    """Title and header again on each page, with the page's number at its foot."""
    title = ["长安镇网格员花名册"]
    rows = [title, HEADER, row(1), ["第 1 页 共 2 页"], title, HEADER, row(2), ["第 2 页 共 2 页"]]
    said = ("重复的表头，已跳过：第 5、6 行", "已跳过：第 4、8 行")
    return Case(xlsx(rows), right={3: person(1), 7: person(2)}, notes=said)


@ugly
def totals_and_signatures() -> Case:
    """合计 below the last person; then who made the list and who checked it."""
    rows = table(
        row(1),
        row(2),
        ["合 计", None, "2人"],
        [],
        ["制表人：王芳", "审核人：李强", None, "2024年3月1日"],
        ["备注：本表数据截至三月底"],
        ["填表日期", "2024-03-01"],
    )
    return Case(xlsx(rows), right={2: person(1), 3: person(2)}, notes=("已跳过：第 4、6、7、8 行",))


@ugly
def numbered_rows_without_people() -> Case:
    """The form is numbered to 30 in advance, and the unit is filled in for all of them."""
    header = ("序号", *HEADER)
    rows = [header, [1, *row(1)], *[[number, None, None, None, "永安村", None] for number in range(2, 31)]]
    return Case(xlsx(rows), right={2: person(1)}, notes=("已跳过：第 3、4、5", "共 29 行"))


@ugly
def headings_between_villages() -> Case:
    """「一、永安村」 across the table before the people of each village."""
    rows = table(["一、永安村"], row(1), [], ["二、和平社区"], row(2, unit=COMMUNITY))
    data = xlsx(rows, merging("A2:E2", "A5:E5"))
    people = {3: person(1), 6: person(2, unit=COMMUNITY)}
    return Case(data, right=people, notes=("小标题，已跳过：第 2、5 行",))


@ugly
def head_of_office_as_post() -> Case:
    """负责人 is a post here, in the first column, not the place for a signature."""
    header = ("岗位", "姓名", "身份证号", "手机号", "单位")
    cells = row(1)
    rows = [header, ["负责人", *cells[:4]], ["负责人", cells[0], None, None, "永安村"]]
    return Case(xlsx(rows), right={2: person(1, post="负责人")}, refused={3: ("C3", "身份证号")})


@ugly
def hidden_and_filtered_rows() -> Case:
    """Two rows are filtered away and one column is hidden. They are people like the others."""

    def edit(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:E5"
        for number in (3, 5):
            sheet.row_dimensions[number].hidden = True
        sheet.column_dimensions["B"].hidden = True

    rows = table(*[row(number) for number in range(1, 5)])
    people = {number + 1: person(number) for number in range(1, 5)}
    return Case(
        xlsx(rows, edit), right=people, notes=("隐藏或者被筛选掉的行也读了：第 3、5 行", "隐藏的列也读了：B")
    )


@ugly
def blank_rows_between() -> Case:
    """Blank lines between, some of them with a space in a cell."""
    rows = table(row(1), [], [" ", None, "　"], row(2))
    return Case(xlsx(rows), right={2: person(1), 5: person(2)}, silent=True)


def book_of(*sheets: tuple[str, Any]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        fill(book.create_sheet(title), rows)
    return book


@ugly
def several_sheets() -> Case:
    """An empty sheet, one of notes, the roster, and a sheet of totals."""
    notes = [["填表说明"], ["姓名：按身份证填写"], ["身份证号：18位"], ["手机号：11位"]]
    totals = [["单位", "人数"], ["永安村", 2]]
    book = book_of(("Sheet1", []), ("说明", notes), ("花名册", table(row(1))), ("汇总", totals))
    return Case(saved(book), right={2: person(1)}, notes=("4 张工作表", "“花名册”"))


@ugly
def one_sheet_for_each_village() -> Case:
    """Both sheets are rosters. The one with more people is read, and it is said that the other was not."""
    book = book_of(("永安村", table(row(1))), ("和平社区", table(row(2, unit=COMMUNITY), row(3))))
    people = {2: person(2, unit=COMMUNITY), 3: person(3)}
    return Case(saved(book), right=people, notes=("没有读：“永安村”", "读的是“和平社区”"))


@ugly
def old_copy_on_a_hidden_sheet() -> Case:
    """Last year's list is on a hidden sheet with more people; the visible one is meant."""
    book = book_of(("去年", table(row(7), row(8), row(9))), ("今年", table(row(1))))
    book["去年"].sheet_state = "hidden"
    return Case(saved(book), right={2: person(1)}, notes=("读的是“今年”", "没有读：“去年”"))


@ugly
def form_and_filled_form() -> Case:
    """The first sheet is the empty form, the second the one that was filled in."""
    book = book_of(("模板", [HEADER]), ("填写", table(row(1))))
    return Case(saved(book), right={2: person(1)}, notes=("读的是“填写”",))


@ugly
def column_missing() -> Case:
    """No phones at all: it is said which column is missing."""
    return Case(xlsx([("姓名", "身份证号", "单位"), [*row(1)[:2], "永安村"]]), file="missing_columns")


@ugly
def nobody_in_it() -> Case:
    """The form as it was downloaded."""
    return Case(xlsx([HEADER]), file="no_people")


@ugly
def reasons_of_an_earlier_round() -> Case:
    """The sheet of refused rows, mended and sent again with its red column."""
    rows = [(*HEADER, "错误原因"), [*row(1), "C2 手机号不对"]]
    return Case(xlsx(rows), right={2: person(1)}, silent=True)


@ugly
def a_million_formatted_rows() -> Case:
    """Somebody set borders on whole columns, and the program wrote down every empty row of them."""
    rows = "".join(f'<row r="{number}" ht="15"><c r="A{number}" s="1"/></row>' for number in range(4, 1_048_577))
    data = sheet_changed(xlsx(table(row(1), row(2))), ("</sheetData>", f"{rows}</sheetData>"))
    return Case(data, right={2: person(1), 3: person(2)})


@ugly
def one_cell_far_away() -> Case:
    """A forgotten note in row 900,000: it is no person, and that is said."""
    data = xlsx(table(row(1)), lambda sheet: sheet.cell(900_000, 7, "待核实") and None)
    return Case(data, right={2: person(1)}, notes=("第 900000 行",))


@ugly
def phone_behind_another_contact() -> Case:
    """Under 联系方式 the first column is 微信号, the second 手机号."""
    above = ["姓名", "身份证号", "联系方式", None, "单位"]
    below = [None, None, "微信号", "手机号", None]
    cells = row(1)
    return Case(xlsx([above, below, [*cells[:2], "wx", *cells[2:4]]]), right={3: person(1, post="")})


@ugly
def first_person_with_a_word_of_the_header() -> Case:
    """The first row of people is nearly empty and holds 「手机」 among the remarks: it is a row all the same."""
    header = ("姓名", "备注", "身份证号", "手机号", "单位", "岗位")
    rows = [header, ["王芳", "手机", None, None, None, None], [row(1)[0], None, *row(1)[1:]]]
    return Case(xlsx(rows), right={3: person(1)}, refused={2: ("C2", "身份证号")})
