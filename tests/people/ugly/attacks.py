"""Files that mean harm, are broken, or are something else: refused as a whole, with a code that tells why."""

import struct
import zipfile

from tests.people.ugly.cases import Case, attack, row
from tests.people.ugly.making import (
    MAIN,
    SHEET,
    archive,
    bare_xlsx,
    csv_text,
    locked_xls,
    locked_xlsx,
    ods,
    ods_cell,
    ods_row,
    sheet_xml,
    table,
    xls,
    xlsx,
)

START = f'<worksheet xmlns="{MAIN}"><sheetData>'
END = "</sheetData></worksheet>"
MANY = 200_000
MEGABYTE = 1024 * 1024


@attack
def password_of_excel() -> Case:
    """An .xlsx with a password is an OLE file with an encrypted package inside."""
    return Case(locked_xlsx(xlsx(table(row(1))), "geheim"), file="password")


@attack
def password_of_excel_97() -> Case:
    """An .xls with a password says so in its second record."""
    return Case(locked_xls(table(row(1))), file="password")


@attack
def password_of_libre_office() -> Case:
    """An .ods with a password tells it in its manifest."""
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    return Case(ods("<table:table/>", manifest), file="password")


@attack
def cut_off_xlsx() -> Case:
    """The upload to the chat group broke off."""
    return Case(xlsx(table(row(1)))[:-200], file="corrupt")


@attack
def cut_off_xls() -> Case:
    """Half an old workbook."""
    return Case(xls(table(*[row(number) for number in range(1, 200)]))[:9000], file="corrupt")


@attack
def garbage_inside() -> Case:
    """A good archive whose sheet is no XML."""
    return Case(bare_xlsx(f"{START}<row><c"), file="corrupt")


@attack
def broken_stream() -> Case:
    """A good directory whose compressed bytes are damaged."""
    data = bytearray(xlsx(table(*[row(number) for number in range(1, 300)])))
    start = data.index(SHEET.encode()) + 100
    data[start : start + 40] = bytes(40)
    return Case(bytes(data), file="corrupt")


@attack
def string_that_is_not_there() -> Case:
    """A cell points to shared string 7 of none."""
    return Case(bare_xlsx(f'{START}<row><c t="s"><v>7</v></c></row>{END}'), file="corrupt")


@attack
def zip_bomb() -> Case:
    """1 MB that unpacks to 300: spaces between two elements."""
    return Case(bare_xlsx(START + " " * (300 * MEGABYTE) + END), file="bomb", status=413)


@attack
def zip_bomb_that_lies() -> Case:
    """A smaller one, declaring in its directory that the sheet has a hundred bytes."""
    data = bytearray(bare_xlsx(START + " " * (3 * MEGABYTE) + END))
    at = data.rindex(SHEET.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 100)
    return Case(bytes(data), file="corrupt")


@attack
def crowded_archive() -> Case:
    """Ten thousand parts."""
    return Case(archive({f"xl/{number}": "" for number in range(10_000)}), file="bomb", status=413)


@attack
def archive_inside_an_archive() -> Case:
    """A bomb within a bomb: what is inside is never opened."""
    return Case(archive({"inner.zip": archive({"zeros": bytes(MEGABYTE)})}), file="not_a_spreadsheet")


@attack
def unbounded_compression() -> Case:
    """LZMA unpacks 7,000 to one in one step; no office program writes it."""
    data = bare_xlsx(START + " " * MEGABYTE + END, method=zipfile.ZIP_LZMA)
    return Case(data, file="corrupt")


@attack
def billion_laughs() -> Case:
    """Entities that grow tenfold nine times."""
    grow = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    laughs = f'<!DOCTYPE worksheet [<!ENTITY l0 "哈">{grow}]>'
    return Case(bare_xlsx(f"{laughs}{START}<row><c><v>&l9;</v></c></row>{END}"), file="bomb", status=413)


@attack
def entity_from_a_file() -> Case:
    """An entity that would read the server's files."""
    stolen = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return Case(bare_xlsx(f"{stolen}{START}<row><c><v>&x;</v></c></row>{END}"), file="bomb", status=413)


@attack
def endless_depth() -> Case:
    """A million elements one inside the other."""
    return Case(bare_xlsx(START + "<a>" * 1_000_000), file="bomb", status=413)


@attack
def endless_tag() -> Case:
    """One attribute of 20 MB."""
    return Case(bare_xlsx(f'{START}<row r="{"1" * 20 * MEGABYTE}"/>{END}'), file="bomb", status=413)


@attack
def endless_names() -> Case:
    """Every element has a name of its own."""
    return Case(
        bare_xlsx(START + "".join(f"<a{number}/>" for number in range(MANY)) + END), file="bomb", status=413
    )


@attack
def too_many_rows() -> Case:
    """200,000 people, inline, without addresses."""
    rows = sheet_xml(table(row(1))).replace(END, "") + "<row><c><v>1</v></c></row>" * MANY + END
    return Case(bare_xlsx(rows), file="too_many_rows", status=413)


@attack
def too_many_lines() -> Case:
    """200,000 lines of CSV."""
    text = csv_text(table(row(1))) + csv_text([row(2)]) * MANY
    return Case(text.encode(), file="too_many_rows", status=413)


@attack
def too_many_rows_by_repeating() -> Case:
    """One row of an .ods that is to be repeated a million times."""
    again = ods_row(*row(1), attributes='table:number-rows-repeated="1048575"')
    data = ods(f"<table:table>{ods_row('姓名', '身份证号', '手机号', '单位')}{again}</table:table>")
    return Case(data, file="too_many_rows", status=413)


@attack
def too_many_columns() -> Case:
    """16,384 columns, each with something in it."""
    cells = "<c><v>1</v></c>" * 16_384
    return Case(bare_xlsx(f"{START}<row>{cells}</row>{END}"), file="too_many_columns", status=413)


@attack
def too_many_columns_by_repeating() -> Case:
    """One cell of an .ods that is to be repeated to the right for ever."""
    wide = ods_cell("1", 'office:value-type="string" table:number-columns-repeated="2000000000"')
    return Case(ods(f"<table:table>{ods_row(wide)}</table:table>"), file="too_many_columns", status=413)


@attack
def huge_cell() -> Case:
    """A novel in one cell."""
    return Case(xlsx_with_cell("书" * 5_000_000), file="huge_cell", status=413)


def xlsx_with_cell(text: str) -> bytes:
    return bare_xlsx(sheet_xml(table(row(1, post=text))))


@attack
def huge_shared_text() -> Case:
    """Fifty thousand shared strings of a page each, none of them used."""
    items = f"<si><t>{'x' * 2_000}</t></si>" * 50_000
    shared = f'<sst xmlns="{MAIN}">{items}</sst>'
    return Case(bare_xlsx(sheet_xml(table(row(1))), shared=shared), file="too_much", status=413)


@attack
def huge_line() -> Case:
    """A text file that is one endless cell."""
    return Case(b"a,b\r\n" + b"x" * 10 * MEGABYTE, file="bad_quotes")


@attack
def picture() -> Case:
    """A photograph of the roster, called .xlsx."""
    return Case(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40, file="not_a_spreadsheet")


@attack
def print_file() -> Case:
    """A PDF called .xlsx."""
    return Case(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n" * 50, file="not_a_spreadsheet")


@attack
def word_document() -> Case:
    """A .docx with the table in it."""
    return Case(archive({"word/document.xml": "<w/>", "[Content_Types].xml": "<T/>"}), file="not_a_spreadsheet")


@attack
def binary_workbook() -> Case:
    """.xlsb, which nobody here reads."""
    return Case(archive({"xl/workbook.bin": b"\x83\x01"}), file="not_a_spreadsheet")


@attack
def web_page() -> Case:
    """A system's export that is a web page by the name of .xls."""
    page = "<html><meta charset='gbk'><table><tr><td>姓名</td><td>身份证号</td></tr></table></html>"
    return Case(page.encode("gbk"), file="web_page")


@attack
def empty_file() -> Case:
    """Nothing at all."""
    return Case(b"", file="empty")


@attack
def zeros() -> Case:
    """A file that a broken disk filled with zeros."""
    return Case(bytes(5000), file="empty")


@attack
def letter() -> Case:
    """A text without columns."""
    return Case("各位同事：\r\n请尽快上报花名册。\r\n".encode("gbk"), file="not_a_spreadsheet")


@attack
def too_big() -> Case:
    """More bytes than are taken."""
    return Case(b"PK\x03\x04" + bytes(21 * MEGABYTE), file="too_big", status=413)


@attack
def ole_of_nothing() -> Case:
    """The first bytes of an old workbook and nothing behind them."""
    return Case(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), file="corrupt")


@attack
def merged_ranges_without_end() -> Case:
    """Two hundred thousand merged ranges over everything."""
    merges = '<mergeCell ref="D2:D50000"/>' * MANY
    return Case(bare_xlsx(sheet_xml(table(row(1)), after=merges)), file="too_much", status=413)
