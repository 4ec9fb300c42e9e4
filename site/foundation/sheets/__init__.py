"""Spreadsheets as offices keep them: from bytes that nobody vouches for to rows of cells, within fixed limits.

`open_book` tells the format by what the bytes are, never by the file's name. Nothing is ever executed.
"""

from foundation.sheets.cells import Grid, Limits, Merge, Row, SheetName, SheetsRefused, Trouble, Value
from foundation.sheets.opening import Book, open_book
from foundation.sheets.writing import write_text

__all__ = [
    "Book",
    "Grid",
    "Limits",
    "Merge",
    "Row",
    "SheetName",
    "SheetsRefused",
    "Trouble",
    "Value",
    "open_book",
    "write_text",
]
