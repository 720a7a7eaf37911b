"""View models of the administrator's pages: people, closed folders, the record, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.results import DocumentCard
from search_app.persistence.accounts import AccountRole, Event, User
from search_app.views import wording

ROLE_NAMES = {
    AccountRole.READER: "người đọc",
    AccountRole.EDITOR: "biên tập",
    AccountRole.ADMIN: "quản trị",
}
ROLE_DUTIES = {
    AccountRole.READER: "tìm, đọc, soạn bài nói của mình",
    AccountRole.EDITOR: "thêm: nạp văn bản, sửa thông tin máy đọc sai",
    AccountRole.ADMIN: "thêm: tài khoản, thư mục kín, sao lưu, nhật ký",
}
WHOLE = "toàn kho"
_KINDS = {
    "login": "đăng nhập",
    "login-failed": "đăng nhập không được",
    "login-blocked": "bị chặn vì đăng nhập sai nhiều lần",
    "password": "tự đổi mật khẩu",  # nosec B105  # words for people
    "confirm-failed": "xác nhận sai mật khẩu",
    "search": "tìm",
    "read": "đọc",
    "download": "tải tệp gốc",
    "upload.take": "gửi tệp lên",
    "upload.take_some": "gửi tệp lên",
    "upload.go_on": "dựng tiếp",
    "upload.remove": "bỏ tệp đã gửi",
    "doubts.settle": "xử lý việc cần xem",
    "user add": "thêm tài khoản",
    "user password": "đặt lại mật khẩu",
    "user role": "đổi quyền",
    "user remove": "xóa tài khoản",
    "folder close": "đóng thư mục",
    "folder open": "mở thư mục",
    "folder grant": "cho xem thư mục kín",
    "folder revoke": "thôi cho xem thư mục kín",
    "administration.add_person": "thêm tài khoản",
    "administration.change_role": "đổi quyền",
    "administration.reset_password": "đặt lại mật khẩu",  # nosec B105  # words for people
    "administration.remove_person": "xóa tài khoản",
    "administration.close_folder": "đóng thư mục",
    "administration.open_folder": "mở thư mục",
    "administration.grant": "cho xem thư mục kín",
    "administration.revoke": "thôi cho xem thư mục kín",
    "administration.make_backup": "sao lưu",
    "administration.fetch_backup": "tải bản sao lưu",
    "administration.remove_backup": "xóa bản sao lưu",
    "administration.forget": "xóa mục cũ của nhật ký",
    "administration.build": "dựng lại kho",
}
SORTS = {
    "": "Tất cả",
    "vao": "Đăng nhập",
    "doi": "Thay đổi",
    "doc": "Đọc và tìm",
}
_ENTERING = frozenset({"login", "login-failed", "login-blocked", "confirm-failed"})
_READING = frozenset({"search", "read", "download"})


@dataclass(frozen=True, slots=True)
class PersonView:
    """An account: its name, its role in words, whether it is the last that may administer."""

    name: str
    role: str
    key: str
    made_admin: bool
    last_admin: bool
    own: bool
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FolderView:
    """A closed folder: who may see it beside administrators, and how much it holds."""

    folder: str
    shown: str
    people: tuple[str, ...]
    others: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that was done, in words."""

    at: str
    who: str
    what: str
    details: str


def people_views(people: Iterable[User], own: int) -> tuple[PersonView, ...]:
    """Return every account; ``own`` is the number of who asks."""
    known = tuple(people)
    admins = [person.id for person in known if person.role is AccountRole.ADMIN]
    return tuple(
        PersonView(
            person.name,
            ROLE_NAMES[person.role],
            person.role.name.lower(),
            person.role is AccountRole.ADMIN,
            admins == [person.id],
            person.id == own,
            tuple(folder or WHOLE for folder in sorted(person.rights.granted))
            if person.role is not AccountRole.ADMIN
            else (),
        )
        for person in known
    )


def folder_views(
    closed: Iterable[str], people: Iterable[User], held: Mapping[str, frozenset[str]]
) -> tuple[FolderView, ...]:
    """Return the closed folders with who may see each."""
    readers = [person for person in people if person.role is not AccountRole.ADMIN]
    views = []
    for folder in closed:
        allowed = tuple(one.name for one in readers if folder in one.rights.granted)
        others = tuple(one.name for one in readers if one.name not in allowed)
        views.append(
            FolderView(folder, folder or WHOLE, allowed, others, len(held.get(folder, ())))
        )
    return tuple(views)


def folders_of(cards: Iterable[DocumentCard]) -> tuple[str, ...]:
    """Return every folder that documents of the library lie in, and those above."""
    found: set[str] = set()
    for card in cards:
        place = PurePosixPath((card.source or "").partition("!/")[0])
        found.update(str(above) for above in place.parents if str(above) != ".")
    return tuple(sorted(found))


def event_view(event: Event) -> EventView:
    """Return an event in words; what is not known by name stays as it was recorded."""
    room = event.kind.partition(".")[0]
    named = {"corrections": "sửa thông tin văn bản", "doubts": "xử lý việc cần xem"}
    what = _KINDS.get(event.kind) or named.get(room) or event.kind
    path, _, rest = event.what.partition(" ")
    details = rest if path.startswith("/") and event.kind not in _READING else event.what
    if room in named and path.startswith("/"):
        details = f"{path} {rest}".strip()
    return EventView(wording.second(event.at), event.user or "tại máy chủ", what, details)


def chosen_events(events: Iterable[Event], sort: str, who: str) -> list[Event]:
    """Return the events of one sort, and of one person where ``who`` names one."""
    return [
        event
        for event in events
        if (not who or event.user.casefold() == who.casefold())
        and (not sort or _sort_of(event.kind) == sort)
    ]


def _sort_of(kind: str) -> str:
    return "vao" if kind in _ENTERING else "doc" if kind in _READING else "doi"
