"""Which part of a file a phone's player asks for."""

import pytest

from foundation.stored_files import part_asked

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-99", range(100)),
        ("bytes=900-", range(900, 1000)),
        ("bytes=900-5000", range(900, 1000)),
        ("bytes=-100", range(900, 1000)),
        ("bytes=-5000", range(1000)),
        ("bytes=0-0", range(1)),
        (" bytes=0-99 ", range(100)),
    ],
)
def test_a_part_that_is_in_the_file_is_given(header, part):
    assert part_asked(header, SIZE) == part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_outside_the_file_is_empty(header):
    part = part_asked(header, SIZE)
    assert part is not None
    assert len(part) == 0


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", f"bytes=0-{'9' * 5000}"],
)
def test_what_cannot_be_understood_is_ignored(header):
    assert part_asked(header, SIZE) is None
