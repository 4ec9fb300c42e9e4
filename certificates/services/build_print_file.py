import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from certificates.models import Certificate, IssueBatch
from certificates.selectors import certificates_in
from certificates.services.store_file import stored_file
from certificates.states import finish_batch
from foundation.api import Report

REPORT_EVERY = 20


def build_print_file(*, batch: IssueBatch, report: Report | None = None) -> IssueBatch:
    """Merge the batch's certificates into one file, in hand-out order; the batch is then ready to print.

    An existing file is kept, and a batch in which everybody was refused has none. Viewers are told not to scale,
    since a shrunk certificate misses its paper.
    Side effects: one stored file. Raises StorageFull.
    """
    certificates = list(certificates_in(batch))
    if certificates and not batch.print_file:
        data = _merged(certificates, report)
        with stored_file(batch, data) as name:
            batch.print_file.name = name
            batch.save(update_fields=["print_file"])
    finish_batch(batch=batch)
    return batch


def _merged(certificates: list[Certificate], report: Report | None) -> bytes:
    writer = PdfWriter()
    for done, certificate in enumerate(certificates, 1):
        with certificate.pdf.file.open("rb") as stored:
            writer.append(PdfReader(stored), import_outline=False)
        if report and done % REPORT_EVERY == 0:
            report(len(certificates), len(certificates))
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    writer.create_viewer_preferences()[NameObject("/PrintScaling")] = NameObject("/None")
    merged = io.BytesIO()
    writer.write(merged)
    return merged.getvalue()
