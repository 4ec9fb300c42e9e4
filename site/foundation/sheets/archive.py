"""Zip archives, read by what really comes out of them; the sizes that they declare are not believed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from foundation.sheets.cells import Meter, bomb, corrupt, locked

ENTRY = b"PK\x01\x02"
MAX_ENTRIES = 5_000
CHUNK_BYTES = 64 * 1024
ENCRYPTED = 0x1
# What the library raises on archives that are not whole.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    OverflowError,
)


class Archive:
    """The parts of a workbook, by their names in small letters."""

    def __init__(self, data: bytes, meter: Meter) -> None:
        """Raises SheetsRefused (corrupt, bomb)."""
        if data.count(ENTRY) > MAX_ENTRIES:
            raise bomb()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN as error:
            raise corrupt() from error
        self._meter = meter
        self._parts = {part.filename.lstrip("/").lower(): part for part in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    @property
    def names(self) -> list[str]:
        """Every part, in small letters."""
        return list(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece. Raises SheetsRefused (corrupt, bomb, password)."""
        part = self._parts.get(name)
        if part is None:
            raise corrupt()
        if part.flag_bits & ENCRYPTED:
            raise locked()
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise corrupt()  # the others unpack without a bound
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    self._meter.unpack(len(chunk))
                    yield chunk
        except BROKEN as error:
            raise corrupt() from error
