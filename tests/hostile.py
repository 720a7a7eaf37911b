"""Makes files that try to hang, flood or crash a reader.  Each is small on the disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path


def pdf_of(objects: Iterable[bytes], *, root: int = 1) -> bytes:
    """Return a PDF of the given numbered objects (from 1), with a cross-reference table."""
    data = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    for place in places:
        data += b"%010d 00000 n \n" % place
    data += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        root,
        start,
    )
    return bytes(data)


def stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), entries, body)


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def nested_forms() -> bytes:
    """Thirty forms, each drawing the next ten times: 10^30 drawings."""
    levels = 30
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /XObject << /F 5 0 R >> >> >>"
    )
    forms = [
        stream(
            b"/F Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] "
            b"/Resources << /XObject << /F %d 0 R >> >>" % (6 + level),
        )
        for level in range(levels)
    ]
    last = stream(
        b"BT /T 12 Tf (x) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /T %d 0 R >> >>"
        % (6 + levels),
    )
    return pdf_of([CATALOGUE, PAGES, page, stream(b"/F Do"), *forms, last, FONT])


def big_stream(size: int = 3 * 1024**3) -> bytes:
    """A page whose contents unpack to three gigabytes of drawing commands."""
    piece = b"0 0 m 1 1 l S\n" * 80_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    # Flushed whole, a piece can be repeated as it is.
    flushed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x78\x9c" + flushed * (size // len(piece))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>"
    return pdf_of([CATALOGUE, PAGES, page, stream(packed, b"/Filter /FlateDecode")])


def million_pages() -> bytes:
    """A tree of pages four levels deep whose leaves are all one page."""
    kids = b"[" + b"%d 0 R " * 32 + b"]"
    levels = []
    for level in range(4):
        under = 3 + level if level < 3 else 6
        levels.append(
            b"<< /Type /Pages /Count %d /Kids %s >>" % (32 ** (4 - level), kids % ((under,) * 32))
        )
    page = b"<< /Type /Page /MediaBox [0 0 600 800] >>"
    return pdf_of([CATALOGUE, *levels, page])


def huge_page() -> bytes:
    """A page of fourteen million points a side with a picture over all of it."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14000000 14000000] /Contents 4 0 R "
        b"/Resources << /XObject << /I 5 0 R >> >> >>"
    )
    picture = stream(
        b"\x80",
        b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8",
    )
    contents = stream(b"14000000 0 0 14000000 0 0 cm /I Do")
    return pdf_of([CATALOGUE, PAGES, page, contents, picture])


def recursive_tree() -> bytes:
    """A tree of pages that holds itself."""
    tree = b"<< /Type /Pages /Count 3 /Kids [2 0 R 3 0 R 2 0 R] >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"
    return pdf_of([CATALOGUE, tree, page])


def self_drawing_form() -> bytes:
    """A form that draws itself."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /XObject << /F 5 0 R >> >> >>"
    )
    form = stream(
        b"/F Do /F Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>",
    )
    return pdf_of([CATALOGUE, PAGES, page, stream(b"/F Do"), form])


def deep_arrays() -> bytes:
    """A contents stream of a hundred thousand brackets."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>"
    return pdf_of([CATALOGUE, PAGES, page, stream(b"[" * 100_000)])


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nested-forms": nested_forms,
    "big-stream": big_stream,
    "million-pages": million_pages,
    "huge-page": huge_page,
    "recursive-tree": recursive_tree,
    "self-drawing-form": self_drawing_form,
    "deep-arrays": deep_arrays,
}


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    """Write an archive; names are taken as they are, climbing ones too."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path
