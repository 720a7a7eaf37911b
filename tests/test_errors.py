"""What the system refuses is told in Vietnamese."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import pytest

from ingest.errors import reason


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "không có tệp"),
        (PermissionError(errno.EACCES, "Permission denied"), "không có quyền"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "cổng đang có"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "không có địa chỉ"),
        (OSError(9999, "Strange"), "Strange"),
        (OSError("bare"), "bare"),
    ],
)
def test_the_reason_is_told(error: OSError, told: str) -> None:
    assert reason(error).startswith(told)


def test_a_real_refusal_has_no_english(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as missing:
        (tmp_path / "khong").read_bytes()
    assert reason(missing.value) == "không có tệp hay thư mục này"
