"""Cells of the workbooks that we write."""

from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE


def write_text(cell: Cell, text: str) -> None:
    """As text whatever it looks like: "=…" must not become a formula, nor 18 digits a quantity.

    The mark of a leading apostrophe goes with it, so that editing the cell does not wake a formula either.
    """
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
