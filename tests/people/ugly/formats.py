"""What programs save: text in many encodings, Excel 97, WPS, LibreOffice, macros, and small exporters."""

from typing import Any

import xlwt

from tests.factories.people import identity_number
from tests.people.ugly.cases import COMMUNITY, HEADER, NAMES, VILLAGE, Case, person, row, ugly
from tests.people.ugly.making import (
    MAIN,
    bare_xlsx,
    csv_text,
    ods,
    ods_cell,
    ods_row,
    repacked,
    sheet_xml,
    table,
    xls,
    xlsx,
)

BOTH = {2: person(1), 3: person(2)}
PLAIN = csv_text(table(row(1), row(2)))


@ugly
def csv_of_chinese_excel() -> Case:
    """Excel on a Chinese computer saves CSV in GBK."""
    return Case(PLAIN.encode("gbk"), right=BOTH, silent=True)


@ugly
def csv_in_gb18030_with_rare_characters() -> Case:
    """The same by a program that knows GB 18030; the bytes FE9F are 䶮."""
    text = csv_text(table(row(1, name="张䶮"), row(2, name="王𠅤"), row(3, name="李㛃")))
    people = {2: person(1, name="张䶮"), 3: person(2, name="王𠅤"), 4: person(3, name="李㛃")}
    return Case(text.encode("gb18030"), right=people)


@ugly
def csv_in_utf8() -> Case:
    """With the mark that Excel writes."""
    return Case(PLAIN.encode("utf-8-sig"), right=BOTH, silent=True)


@ugly
def csv_with_semicolons() -> Case:
    """Without a mark, with semicolons, every cell in quotation marks."""
    return Case(csv_text(table(row(1), row(2)), ";", quote=True).encode(), right=BOTH, silent=True)


@ugly
def unicode_text_of_excel() -> Case:
    """「Unicode 文本」: UTF-16 with tabs."""
    return Case(csv_text(table(row(1), row(2)), "\t").encode("utf-16"), right=BOTH, silent=True)


@ugly
def tabs_in_utf16_without_a_mark() -> Case:
    """UTF-16 whose mark was lost on the way, big end first."""
    return Case(csv_text(table(row(1), row(2)), "\t").encode("utf-16-be"), right=BOTH, silent=True)


@ugly
def csv_with_breaks_inside_cells() -> Case:
    """Titles and remarks with line breaks; ="…" around numbers; a row stays a row."""
    header = '姓名,"身份证号\n(18位)",手机号,单位,岗位,"备注"\r\n'
    first = f'{NAMES[1]},="{identity_number(1)}","\t13800000001",{VILLAGE},网格员,"住三楼\n有电梯，白天在家"\r\n'
    second = f"{NAMES[2]},'{identity_number(2)},13800000002,{VILLAGE},网格员,\r\n"
    return Case((header + first + second).encode("utf-8-sig"), right=BOTH, notes=("备注",))


@ugly
def csv_with_title_rows() -> Case:
    """A title with a comma in it, and a ruined number."""
    rows = f"长安镇,网格员花名册,,,\r\n{PLAIN}" + csv_text([row(3, identity="2.30882E+17")])
    people = {3: person(1), 4: person(2)}
    return Case(rows.encode("gbk"), right=people, refused={5: ("B5", "文本")}, notes=("第 2 行",))


@ugly
def csv_with_a_stray_quotation_mark() -> Case:
    """A quotation mark that never ends would swallow the rest of the file."""
    text = csv_text(table(row(1), row(2, name='"王芳'), row(3), row(4)))
    return Case(text.encode(), file="bad_quotes")


@ugly
def csv_with_two_stray_quotation_marks() -> Case:
    """Two of them make one cell of two people, in a column that nobody reads."""
    header = (*HEADER, "备注")
    rows = [[*row(1), '"党员'], [*row(2), ""], [*row(3), '党员"'], [*row(4), ""]]
    return Case(csv_text([header, *rows]).encode(), file="bad_quotes")


@ugly
def excel_97() -> Case:
    """Numbers, an error, a date, a hidden row and a merged unit in a workbook of Excel 97."""
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    zeros = xlwt.easyxf(num_format_str="000000")

    def edit(sheet: Any) -> None:
        sheet.write_merge(1, 2, 3, 3, VILLAGE)
        sheet.row(2).hidden = True
        sheet.row(3).set_cell_error(3, 0x2A)
        sheet.write(4, 4, 45000, day)
        sheet.write(5, 3, 1101, zeros)

    rows = table(
        [*row(1)[:2], 13800000001, None, "网格员"],
        [*row(2)[:3], None, "网格员"],
        [*row(3)[:3], None, "网格员"],
        [*row(4)[:4], None],
        [*row(5)[:3], None, "网格员"],
        [NAMES[6], 230882199001011000, *row(6)[2:]],
    )
    refused = {4: ("D4", "错误"), 5: ("E5", "日期"), 7: ("B7", "文本")}
    people = BOTH | {6: person(5, unit="001101")}
    return Case(xls(rows, edit), right=people, refused=refused, notes=("隐藏或者被筛选掉的行也读了：第 3 行",))


@ugly
def wps_table_of_old() -> Case:
    """An .et of older WPS is a workbook of Excel 97 by another name; rare characters included."""
    rows = table(row(1, name="张䶮"), row(2, name="王𠅤"), row(3))
    people = {2: person(1, name="张䶮"), 3: person(2, name="王𠅤"), 4: person(3)}
    return Case(xls(rows), right=people, silent=True)


@ugly
def libre_office() -> Case:
    """Repeated cells and rows, a comment, a merged unit, an error, a hidden row, a number, a date."""
    who = [row(number) for number in range(1, 8)]
    merged = ods_cell(VILLAGE, 'office:value-type="string" table:number-rows-spanned="2"')
    covered = "<table:covered-table-cell/>"
    phone = ods_cell("13800000001", 'office:value-type="float" office:value="13800000001"')
    comment = "<office:annotation><text:p>待核实</text:p></office:annotation>"
    commented = ods_cell(who[1][0], inside=comment)
    error = ods_cell("#N/A", 'table:formula="of:=VLOOKUP()" office:value-type="string" calcext:value-type="error"')
    never = '<table:table-cell table:formula="of:=A1"/>'
    day = ods_cell("1月2日", 'office:value-type="date" office:date-value="2024-01-02"')
    zeros = ods_cell("001101", 'office:value-type="float" office:value="1101"')
    nothing = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = [
        ods_row(*HEADER),
        ods_row(*who[0][:2], phone, merged, "网格员"),
        ods_row(commented, *who[1][1:3], covered, "网格员", attributes='table:visibility="filter"'),
        ods_row(nothing, attributes='table:number-rows-repeated="2"'),
        ods_row(*who[2][:3], error, "网格员"),
        ods_row(*who[3][:3], VILLAGE, never),
        ods_row(*who[4][:4], day),
        ods_row(*who[5][:3], zeros, "网格员"),
        ods_row(nothing, attributes='table:number-rows-repeated="1048000"'),
    ]
    data = ods(f'<table:table table:name="名册">{"".join(rows)}</table:table>')
    refused = {6: ("D6", "错误"), 7: ("E7", "公式"), 8: ("E8", "日期")}
    people = BOTH | {9: person(6, unit="001101")}
    return Case(data, right=people, refused=refused, notes=("隐藏或者被筛选掉的行也读了：第 3 行",))


@ugly
def libre_office_with_three_sheets() -> Case:
    """Only one of them is a roster, and a person is written twice by a repeated row."""
    person_row = ods_row(*row(1), attributes='table:number-rows-repeated="2"')
    tables = [
        '<table:table table:name="空"><table:table-row><table:table-cell/></table:table-row></table:table>',
        f'<table:table table:name="说明">{ods_row("姓名照身份证填")}</table:table>',
        f'<table:table table:name="名册">{ods_row(*HEADER)}{person_row}</table:table>',
    ]
    return Case(ods("".join(tables)), right={2: person(1)}, refused={3: ("B3", "第 2 行")}, notes=("“名册”",))


@ugly
def workbook_with_macros() -> Case:
    """.xlsm: the macros are never run, the cells are read, and that is said."""
    macros = {"xl__vbaProject.bin": b"\xcc\x61" + bytes(500)}
    data = repacked(xlsx(table(row(1), row(2))), lambda name, body: body, **macros)
    return Case(data, right=BOTH, notes=("宏没有运行",))


@ugly
def written_by_a_small_program() -> Case:
    """No addresses, inline strings, another prefix for every element."""
    plain = sheet_xml(table(row(1), row(2, phone=13800000002)))
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    return Case(bare_xlsx(prefixed), right=BOTH, silent=True)


@ugly
def rich_text_and_furigana() -> Case:
    """A name in two colours; a name with its reading above it, as input methods keep it."""
    texts = [*HEADER, *row(1), *row(2)]
    items = [f"<si><t>{text}</t></si>" for text in texts]
    items[5] = (
        f"<si><r><t>{NAMES[1][0]}</t></r><r><rPr><color rgb='FFFF0000'/></rPr><t>{NAMES[1][1:]}</t></r></si>"
    )
    reading = '<rPh sb="0" eb="1"><t>オウヨウ</t></rPh><phoneticPr fontId="1"/>'
    items[10] = f"<si><t>{NAMES[2]}</t>{reading}</si>"
    shared = f'<sst xmlns="{MAIN}">{"".join(items)}</sst>'
    cells = [f'<c t="s"><v>{at}</v></c>' for at in range(15)]
    rows = "".join(f"<row>{''.join(cells[at : at + 5])}</row>" for at in (0, 5, 10))
    data = bare_xlsx(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>', shared=shared)
    return Case(data, right=BOTH, silent=True)


@ugly
def escaped_characters() -> Case:
    """_x000D_ is how Excel writes a carriage return that somebody typed into a cell."""
    data = xlsx(table(row(1, post="网格员_x000D_\n组长"), row(2, unit=f"{COMMUNITY}_x000D_")))
    people = {2: person(1, post="网格员 组长"), 3: person(2, unit=COMMUNITY)}
    return Case(data, right=people)


@ugly
def roster_of_another_county() -> Case:
    """Every unit is unknown here; each row says so and nobody is taken over."""
    rows = [row(number, unit=unit) for number, unit in enumerate(["丙县东山村", "990301101201", "丙县"], start=1)]
    return Case(xlsx(table(*rows)), refused={at: (f"D{at}", "单位") for at in (2, 3, 4)})
