"""The one error tree.

Each class carries what a person needs: ``message`` (what and where), ``advice``
(what to do), both in Vietnamese, and the exit code of the command that met it.
Commands and the web app each map the tree once.

::

    VankienError                     1
    ├── UsageError                   2   the command's words are off
    ├── SourceError                      something is wrong with what was given to read
    │   ├── FolderMissing            10  the folder does not exist or cannot be listed
    │   ├── FolderEmpty              11  no file that can be read
    │   ├── FileUnreadable           12  the file cannot be opened (rights, vanished)
    │   ├── UnknownFileType          13  the content is no type we read
    │   ├── TypeMismatch             14  the content is not what the name says
    │   ├── PasswordProtected        15
    │   ├── DamagedFile              16  truncated, corrupt, no pages
    │   ├── ReaderLimit              17  the reader ran out of its time or memory, or crashed
    │   ├── SecretDocument           18  bears a secrecy mark: refused, nothing is kept
    │   └── ToolMissing              19  an outside program (tesseract, soffice) is not installed
    ├── LibraryError                     something is wrong with a library
    │   ├── LibraryMissing           20
    │   ├── LibraryCorrupt           21
    │   ├── LibraryFormat            22  made by another version of the format or analyser
    │   ├── ModelMismatch            23  made by another embedding model
    │   ├── LibraryLocked            24  another build is running
    │   ├── LibraryUnwritable        25  no room, or no right to write
    │   ├── LibraryAway              26  a server that holds a part of it does not let us in
    │   ├── PackRefused              27  an update pack is damaged, unknown, or does not fit
    │   └── PackUntrusted            28  an update pack is signed with a key that nobody named
    ├── ModelError
    │   ├── ModelMissing             30  the model is not here and cannot be fetched
    │   └── ModelDamaged             31
    ├── QueryError                   40  the query cannot be understood (bad filter, too long)
    └── NumberError                  41  not a document number
"""

from __future__ import annotations

import errno
import socket
from typing import ClassVar


class VankienError(Exception):
    """Base of every error a reader may meet.

    :param message: one Vietnamese sentence: what happened and where.
    :param advice: one Vietnamese sentence: what to do; the class's own when omitted.
    """

    exit_code: ClassVar[int] = 1
    default_advice: ClassVar[str] = ""

    def __init__(self, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = self.default_advice if advice is None else advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()

    def __reduce__(self) -> tuple[type[VankienError], tuple[str, str]]:
        # Errors cross the border of a reader's child process.
        return type(self), (self.message, self.advice)


class UsageError(VankienError):
    """The command's words are off."""

    exit_code = 2
    default_advice = "Chạy lại lệnh với --help để xem cách dùng."


class SourceError(VankienError):
    """Something is wrong with what was given to read."""


class FolderMissing(SourceError):
    """The folder does not exist or cannot be listed."""

    exit_code = 10
    default_advice = "Kiểm tra lại đường dẫn thư mục."


class FolderEmpty(SourceError):
    """The folder holds no file that can be read."""

    exit_code = 11
    default_advice = "Chép văn bản (.pdf, .docx, .txt, .md) vào thư mục rồi chạy lại."


class FileUnreadable(SourceError):
    """The file cannot be opened."""

    exit_code = 12
    default_advice = "Kiểm tra tệp còn ở đó và bạn có quyền đọc."


class UnknownFileType(SourceError):
    """The content is of no type that is read here."""

    exit_code = 13
    default_advice = "Chuyển văn bản sang .pdf, .docx hoặc .txt rồi nạp lại."


class TypeMismatch(SourceError):
    """The content is not what the file's name says."""

    exit_code = 14
    default_advice = "Mở tệp bằng đúng chương trình, lưu lại với đuôi tên đúng rồi nạp lại."


class PasswordProtected(SourceError):
    """The file asks for a password."""

    exit_code = 15
    default_advice = "Gỡ mật khẩu của tệp (mở và lưu bản không khóa) rồi nạp lại."


class DamagedFile(SourceError):
    """The file is truncated or corrupt, or has no pages."""

    exit_code = 16
    default_advice = "Lấy lại bản gốc của tệp: bản này bị hỏng hoặc chép chưa xong."


class ReaderLimit(SourceError):
    """Reading took too long, too much memory, or the reader died."""

    exit_code = 17
    default_advice = "In tệp ra PDF mới (Print to PDF) rồi nạp lại bản đó."


class SecretDocument(SourceError):
    """The file bears a secrecy mark; nothing of it is kept."""

    exit_code = 18
    default_advice = "Văn bản mật không được lưu trên máy có nối mạng; hãy gỡ tệp khỏi thư mục."


class ToolMissing(SourceError):
    """A program that is needed is not installed."""

    exit_code = 19


class LibraryError(VankienError):
    """Something is wrong with a library."""


class LibraryMissing(LibraryError):
    """There is no library there."""

    exit_code = 20
    default_advice = "Dựng kho bằng: python build_index.py THƯ_MỤC --library KHO"


class LibraryCorrupt(LibraryError):
    """The library is damaged."""

    exit_code = 21
    default_advice = "Dựng lại kho bằng build_index.py; văn bản gốc không bị ảnh hưởng."


class LibraryFormat(LibraryError):
    """The library was made by another version of the format or the analyser."""

    exit_code = 22
    default_advice = "Dựng lại kho bằng build_index.py của phiên bản này."


class ModelMismatch(LibraryError):
    """The library was made by another embedding model."""

    exit_code = 23
    default_advice = "Dùng đúng mô hình đã dựng kho, hoặc dựng lại kho với --model."


class LibraryLocked(LibraryError):
    """Another build holds the library."""

    exit_code = 24
    default_advice = "Đợi lần dựng kia xong rồi chạy lại."


class LibraryUnwritable(LibraryError):
    """The library cannot be written: no room, or no right."""

    exit_code = 25
    default_advice = "Kiểm tra dung lượng đĩa và quyền ghi của thư mục kho."


class LibraryAway(LibraryError):
    """A server that holds a part of the library does not answer, or does not let us in."""

    exit_code = 26
    default_advice = "Kiểm tra máy chủ đang chạy và địa chỉ đúng, rồi thử lại."


class PackRefused(LibraryError):
    """An update pack is damaged, of an unknown form, or does not fit the library."""

    exit_code = 27
    default_advice = "Xin nơi gửi một gói khác; kho vẫn như cũ."


class PackUntrusted(LibraryError):
    """An update pack is signed with a key that the administrator did not name."""

    exit_code = 28


class ModelError(VankienError):
    """Something is wrong with an embedding model."""


class ModelMissing(ModelError):
    """The model is not on this machine and could not be fetched."""

    exit_code = 30
    default_advice = "Nối mạng để tải mô hình một lần, hoặc bỏ --model để dùng mô hình kèm sẵn."


class ModelDamaged(ModelError):
    """The model's files are damaged."""

    exit_code = 31
    default_advice = "Lấy lại các tệp của mô hình."


class QueryError(VankienError):
    """The query cannot be understood."""

    exit_code = 40


class NumberError(VankienError):
    """The text is not a document number."""

    exit_code = 41
    default_advice = "Gõ số hiệu như 21-NQ/TW, 05/CT-TTg hoặc 33/2024/QH15."


class ServerBusy(VankienError):
    """So much is being done already that this must wait."""

    exit_code = 42
    default_advice = "Chờ một phút rồi làm lại."


_REASONS = {
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EEXIST: "đã có",
    errno.ENOTDIR: "một phần của đường dẫn không phải thư mục",
    errno.EISDIR: "đây là một thư mục",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "các liên kết dẫn vòng quanh",
    errno.ENOSPC: "đĩa đầy",
    errno.EDQUOT: "hết phần đĩa được dùng",
    errno.EFBIG: "tệp lớn quá mức cho phép",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa không đọc hay ghi được",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.EADDRINUSE: "cổng đang có chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
}


def reason(error: OSError) -> str:
    """Return why the system refused, in Vietnamese; as the system says it where that is not known.

    A name that cannot be resolved is none of these: its number is of another list.
    """
    if isinstance(error, socket.gaierror):
        return "không có địa chỉ ấy"
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
