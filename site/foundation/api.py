"""What other rooms may import from the foundation."""

from foundation.addresses import client_address
from foundation.append_only import bypass, rewritable
from foundation.bulk import insert_as_told
from foundation.crypto import current_key, decrypt, decrypt_bytes, encrypt, encrypt_bytes, key_of, keyed_hash
from foundation.desk import (
    DeskItem,
    FirstStep,
    Waiting,
    desk_of,
    first_steps_of,
    register_desk_items,
    register_first_steps,
)
from foundation.disk import StorageFull, is_disk_full
from foundation.errors import GridschoolError
from foundation.jobs import Report, enqueue_job, job_kind
from foundation.models import AppendOnlyModel, AppendOnlyViolation, Job
from foundation.prepared import PreparedQuery, Slot
from foundation.sheets import Book, Grid, Limits, Merge, Row, SheetsRefused, Trouble, open_book, write_text
from foundation.stored_files import stored_response

__all__ = [
    "AppendOnlyModel",
    "AppendOnlyViolation",
    "Book",
    "DeskItem",
    "FirstStep",
    "Grid",
    "GridschoolError",
    "Job",
    "Limits",
    "Merge",
    "PreparedQuery",
    "Report",
    "Row",
    "SheetsRefused",
    "Slot",
    "StorageFull",
    "Trouble",
    "Waiting",
    "bypass",
    "client_address",
    "current_key",
    "decrypt",
    "decrypt_bytes",
    "desk_of",
    "encrypt",
    "encrypt_bytes",
    "enqueue_job",
    "first_steps_of",
    "insert_as_told",
    "is_disk_full",
    "job_kind",
    "key_of",
    "keyed_hash",
    "open_book",
    "register_desk_items",
    "register_first_steps",
    "rewritable",
    "stored_response",
    "write_text",
]
