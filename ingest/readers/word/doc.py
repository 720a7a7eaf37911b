"""Old Word files (.doc, .rtf), through LibreOffice when it is installed.

LibreOffice makes a .docx of them, which is then read as any other: numbers of
lists, notes, tables and fonts all come along.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from ingest.errors import DamagedFile, ReaderLimit, ToolMissing
from ingest.pages import ReadPage
from ingest.readers.word.docx import read_docx

SECONDS = 150


@cache
def probe() -> str:
    """Return LibreOffice's path.

    :raises ToolMissing: when it is not installed.
    """
    for name in ("soffice", "libreoffice"):
        program = shutil.which(name)
        if program is not None:
            return program
    raise ToolMissing(
        "Tệp Word đời cũ (.doc, .rtf) cần LibreOffice để đọc, mà máy này chưa cài.",
        "Cài bằng: sudo apt-get install libreoffice-writer-nogui; "
        "hoặc mở bằng Word, lưu thành .docx rồi nạp lại.",
    )


def read_doc(path: Path) -> tuple[ReadPage, ...]:
    """Return the one page of an old Word file.

    :raises ToolMissing: when LibreOffice is not installed.
    :raises DamagedFile: when LibreOffice cannot make anything of the file.
    """
    command = probe()
    with tempfile.TemporaryDirectory(prefix="vankien-doc-") as name:
        folder = Path(name)
        # A profile of its own: two LibreOffices cannot share one, and nothing is kept.
        profile = (folder / "profile").as_uri()
        source = folder / f"in{path.suffix.lower() or '.doc'}"
        shutil.copyfile(path, source)
        _run(
            [
                command,
                f"-env:UserInstallation={profile}",
                "--headless",
                "--norestore",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                str(folder / "out"),
                str(source),
            ],
            path.name,
        )
        converted = folder / "out" / "in.docx"
        if not converted.is_file():
            raise DamagedFile(f"LibreOffice không mở được tệp “{path.name}”.")
        return read_docx(converted)


def _run(command: list[str], name: str) -> None:
    # In this process's own group: whoever limits the reader ends LibreOffice with it.
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        child.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        child.kill()
        child.wait()
        raise ReaderLimit(f"Đọc tệp “{name}” quá {SECONDS} giây nên đã dừng.") from error
