"""A Word file as a package of parts, of which few are rewritten and all others stay as they are.

Office Open XML, ECMA-376 Part 2: a ZIP archive with relations between its parts.
"""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO

from lxml import etree

from ingest.errors import DamagedFile

LARGEST = 300 * 1024 * 1024
"""Bytes of all parts unpacked; more is a bomb."""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES_PART = "[Content_Types].xml"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class Package:
    """The parts of a .docx file; only those put by :meth:`write` differ from the original.

    :raises DamagedFile: it is no Word file.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            infos = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise DamagedFile("Tệp này không phải là tệp Word (.docx).") from error
        if sum(info.file_size for info in infos) > LARGEST:
            raise DamagedFile("Tệp Word này giải nén ra quá lớn.")
        self._infos = {info.filename: info for info in infos}
        self._written: dict[str, bytes] = {}
        self.main = self._target("", f"{_OFFICE}/officeDocument", f"{_STRICT}/officeDocument")

    def _target(self, part: str, *kinds: str) -> str:
        """Return the part that ``part`` ("" for the package) is related to."""
        name = _relations_of(part)
        if name in self._infos or name in self._written:
            for relation in self.parse(name):
                if relation.get("Type") in kinds:
                    target = relation.get("Target", "")
                    return posixpath.normpath(
                        posixpath.join(posixpath.dirname(part), target)
                    ).lstrip("/")
        raise DamagedFile("Tệp Word này thiếu phần chính.")

    def related(self, kind: str) -> str | None:
        """Return the part of this kind ("comments", "footnotes") of the main part, if any."""
        try:
            return self._target(self.main, f"{_OFFICE}/{kind}", f"{_STRICT}/{kind}")
        except DamagedFile:
            return None

    def all_related(self, kind: str) -> tuple[str, ...]:
        """Return the parts of this kind ("header") of the main part, in the order of relations."""
        name, kinds = _relations_of(self.main), (f"{_OFFICE}/{kind}", f"{_STRICT}/{kind}")
        if name not in self._infos:
            return ()
        folder = posixpath.dirname(self.main)
        return tuple(
            posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))).lstrip("/")
            for relation in self.parse(name)
            if relation.get("Type") in kinds and relation.get("TargetMode") != "External"
        )

    def read(self, name: str) -> bytes:
        """Return a part's bytes.

        :raises DamagedFile: there is none, or it cannot be unpacked.
        """
        if name in self._written:
            return self._written[name]
        try:
            return self._archive.read(self._infos[name])
        except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise DamagedFile("Tệp Word này bị hỏng một phần.") from error

    def parse(self, name: str) -> etree._Element:
        """Return a part's XML."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            return etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            raise DamagedFile("Tệp Word này bị hỏng một phần.") from error

    def write(self, name: str, root: etree._Element) -> None:
        """Put XML in place of a part, or as a new one."""
        self._written[name] = etree.tostring(
            root, xml_declaration=True, encoding="UTF-8", standalone=True
        )

    def relate(self, kind: str, part: str, content: str) -> None:
        """Make a new part of the main one known: its relation and its type of content."""
        name = _relations_of(self.main)
        if name in self._infos or name in self._written:
            relations = self.parse(name)
        else:
            relations = etree.fromstring(f'<Relationships xmlns="{_RELATIONS}"/>')
        taken = {relation.get("Id") for relation in relations}
        key = next(f"rIdVk{n}" for n in range(1, 10_000) if f"rIdVk{n}" not in taken)
        etree.SubElement(
            relations,
            f"{{{_RELATIONS}}}Relationship",
            Id=key,
            Type=f"{_OFFICE}/{kind}",
            Target=posixpath.relpath(part, posixpath.dirname(self.main) or "."),
        )
        self.write(name, relations)
        types = self.parse(_TYPES_PART)
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content)
        self.write(_TYPES_PART, types)

    def new_part(self, name: str) -> str:
        """Return a free name beside the main part: "word/comments.xml"."""
        folder = posixpath.dirname(self.main)
        stem, ending = posixpath.splitext(name)
        names = (f"{stem}{n or ''}{ending}" for n in range(1000))
        return next(
            path
            for one in names
            if (path := posixpath.join(folder, one)) not in self._infos
            and path not in self._written
        )

    def saved(self) -> bytes:
        """Return the file: every part that was not written has the bytes it had."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, info in self._infos.items():
                data = self._written.get(name)
                kind = info.compress_type
                if data is None:
                    data = self.read(name)
                archive.writestr(info, data, compress_type=kind)
            for name in self._written.keys() - self._infos.keys():
                archive.writestr(name, self._written[name])
        return out.getvalue()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
