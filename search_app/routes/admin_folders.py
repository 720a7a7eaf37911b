"""The administrator's page of closed folders."""

from __future__ import annotations

from flask import redirect, render_template, request

from ingest.errors import UsageError
from search_app.routes import audit
from search_app.routes.admin_room import Answer, asked, blueprint, confirm, told
from search_app.services.library import has_library, whole_library
from search_app.services.session import accounts
from search_app.views import administration as views


@blueprint.get("/thu-muc")
def folders() -> str:
    """Show the closed folders, and who sees what lies in them."""
    return _folders()


def _folders(wrong: str = "") -> str:
    people = accounts()
    closed = people.closed()
    held = whole_library().files_in(closed) if has_library() else {}
    cards = whole_library().overview().documents if has_library() else ()
    return render_template(
        "admin_folders.html",
        folders=views.folder_views(closed, people.users(), held),
        known=[one for one in views.folders_of(cards) if one not in closed],
        has_people=people.any(),
        wrong=wrong,
    )


@blueprint.post("/thu-muc/dong")
@told(_folders)
def close_folder() -> Answer:
    """Close a folder that documents lie in."""
    confirm()
    folder = asked("thu_muc")
    if not accounts().any():
        raise UsageError("Tạo tài khoản trước; chưa có tài khoản thì không có ai để hạn chế.")
    if not folder:
        raise UsageError("Chưa ghi tên thư mục.")
    if has_library() and not whole_library().files_in((folder,)).get(folder):
        raise UsageError(f"Không văn bản nào trong kho nằm ở thư mục “{folder}”.")
    accounts().close_folder(folder)
    audit.note(folder)
    return redirect("/quan-tri/thu-muc", 303)


@blueprint.post("/thu-muc/mo")
@told(_folders)
def open_folder() -> Answer:
    """Let every reader see what lies in a folder again."""
    confirm()
    folder = request.form.get("thu_muc", "")
    accounts().open_folder(folder)
    audit.note(folder or views.WHOLE)
    return redirect("/quan-tri/thu-muc", 303)


@blueprint.post("/thu-muc/cho-xem")
@told(_folders)
def grant() -> Answer:
    """Let a person see what lies in a closed folder."""
    confirm()
    accounts().grant(asked("ten"), request.form.get("thu_muc", ""))
    audit.note(f"{request.form.get('thu_muc', '') or views.WHOLE}: {asked('ten')}")
    return redirect("/quan-tri/thu-muc", 303)


@blueprint.post("/thu-muc/thoi")
@told(_folders)
def revoke() -> Answer:
    """Take back what :func:`grant` gave."""
    confirm()
    accounts().revoke(asked("ten"), request.form.get("thu_muc", ""))
    audit.note(f"{request.form.get('thu_muc', '') or views.WHOLE}: {asked('ten')}")
    return redirect("/quan-tri/thu-muc", 303)
