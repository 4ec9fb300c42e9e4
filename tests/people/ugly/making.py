"""Files as Excel, WPS, LibreOffice and older programs write them."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import msoffcrypto
import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlwt.CompoundDoc import XlsDoc

from tests.people.ugly.cases import HEADER

Rows = Sequence[Sequence[Any]]
SHEET = "xl/worksheets/sheet1.xml"


def fill(sheet: Worksheet, rows: Rows) -> None:
    """Write rows from A1 on; text stays text."""
    for number, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is None:
                continue
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"


def xlsx(rows: Rows, edit: Callable[[Worksheet], None] | None = None) -> bytes:
    """One sheet with these rows; `edit` may do the rest."""
    book = Workbook()
    fill(book.active, rows)
    if edit is not None:
        edit(book.active)
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> list[Sequence[Any]]:
    """The usual header and rows."""
    return [header, *rows]


def repacked(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The same archive with each part passed through `change`; `more` are further parts, a__b for a/b."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, body in more.items():
            new.writestr(name.replace("__", "/"), body)
    return stream.getvalue()


def sheet_changed(data: bytes, *changes: tuple[str, str]) -> bytes:
    """The workbook with pieces of its first sheet's XML replaced."""

    def change(name: str, body: bytes) -> bytes:
        text = body.decode()
        for old, new in changes if name == SHEET else ():
            assert old in text, (old, text)
            text = text.replace(old, new)
        return text.encode()

    return repacked(data, change)


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as parcel:
        for name, body in parts.items():
            parcel.writestr(name, body)
    return stream.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def bare_xlsx(sheet: str | bytes, *, shared: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The least that is a workbook: one sheet given as XML, and shared strings."""
    listed = '<sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{listed}</workbook>'
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    parts = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": links, SHEET: sheet}
    if shared:
        parts["xl/sharedStrings.xml"] = shared
    return archive(parts, method)


def sheet_xml(rows: Rows, before: str = "", after: str = "") -> str:
    """A sheet as small programs write it: inline strings, no addresses."""
    body = "".join(f"<row>{''.join(_inline(value) for value in values)}</row>" for values in rows)
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'


def _inline(value: Any) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return "<c/>" if value is None else f"<c><v>{value}</v></c>"


def xls(rows: Rows, edit: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of Excel 97; `edit` gets the sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名册")
    for number, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None:
                sheet.write(number, column, value)
    if edit is not None:
        edit(sheet)
    return saved(book)


def locked_xls(rows: Rows) -> bytes:
    """The same with the record that says: the rest is encrypted."""
    book = xlwt.Workbook()
    book.add_sheet("名册")
    stream = book.get_biff_data()
    first = 4 + int.from_bytes(stream[2:4], "little")
    filepass = b"\x2f\x00\x06\x00" + b"\x00\x00" + b"\x12\x34\x56\x78"
    out = io.BytesIO()
    XlsDoc().save(out, stream[:first] + filepass + stream[first:])
    return out.getvalue()


def locked_xlsx(data: bytes, password: str) -> bytes:
    """The workbook encrypted as Excel does it."""
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    out = io.BytesIO()
    office.encrypt(password, out)
    return out.getvalue()


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(tables: str, manifest: str = "<manifest/>") -> bytes:
    """A spreadsheet of LibreOffice; `tables` is the XML of its sheets."""
    spaces = {
        "office": OFFICE,
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in spaces.items())
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {names}>{body}</office:document-content>"
    return archive({"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_cell(text: str, attributes: str = 'office:value-type="string"', inside: str = "") -> str:
    """A cell of such a sheet."""
    return f"<table:table-cell {attributes}>{inside}<text:p>{escape(text)}</text:p></table:table-cell>"


def ods_row(*cells: str, attributes: str = "") -> str:
    """A row of such a sheet; plain words are made into cells."""
    made = "".join(cell if cell.startswith("<") else ods_cell(cell) for cell in cells)
    return f"<table:table-row {attributes}>{made}</table:table-row>"


def csv_text(rows: Rows, separator: str = ",", quote: bool = False) -> str:
    """Lines as Excel saves them."""
    mark = '"' if quote else ""
    return "".join(separator.join(f"{mark}{value}{mark}" for value in values) + "\r\n" for values in rows)
