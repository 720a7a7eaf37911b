"""The Word export, opened by LibreOffice: its footnotes are footnotes there too."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from search_app.persistence.talk_items import Item, Taken
from search_app.services.talk_check import Compared, Verdict
from search_app.views.export import word
from search_app.views.talk import item_views
from search_app.views.talk_file import TalkFile

NOTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}note"


def test_libreoffice_sees_every_footnote(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("needs LibreOffice (apt install libreoffice-writer-nogui), which is not here")
    document = "Quy định số 08-QĐ/TU, ngày 09/3/2021"
    items = [
        Item(n, Taken(f"p{n}", f"Đoạn trích {n} <&>", f"{document}, Điều {n}", document, ""), "")
        for n in range(1, 4)
    ]
    parts = item_views([Compared(item, Verdict.GONE) for item in items])
    (tmp_path / "bai.docx").write_bytes(word(TalkFile("Tiếp dân", parts)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path)]
    done = subprocess.run(
        [*command, str(tmp_path / "bai.docx")], capture_output=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "bai.odt") as made:
        content = ElementTree.fromstring(made.read("content.xml"))  # noqa: S314  # our own file
    notes = ["".join(note.itertext()) for note in content.iter(NOTE)]
    assert len(notes) == 3
    assert all(f"Điều {n}" in text for n, text in enumerate(notes, 1))
    assert "“Đoạn trích 2 <&>”" in "".join(content.itertext())
