"""The administrator's page of backups."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, send_file

from ingest.errors import UsageError, VankienError
from search_app.routes import audit
from search_app.routes.admin_room import Answer, blueprint, confirm, kept_backups, settings, told
from search_app.views import wording


@blueprint.get("/sao-luu")
def backups() -> str:
    """Show the backups."""
    return _saved()


def _saved(wrong: str = "") -> str:
    return render_template(
        "admin_backups.html",
        backups=[
            (one.name, wording.size(one.size), wording.moment(one.made.astimezone().isoformat()))
            for one in kept_backups().kept()
        ],
        library=settings().library,
        wrong=wrong,
    )


@blueprint.post("/sao-luu/tao")
@told(_saved)
def make_backup() -> Answer:
    """Make a backup beside the library."""
    try:
        audit.note(kept_backups().make(wording.local(datetime.now(UTC))))
    except UsageError:
        raise
    except VankienError as error:
        # It may name a folder of the server.
        current_app.logger.error("backup: %s", error)
        raise UsageError(
            "Không sao lưu được (có thể hết chỗ trên đĩa); xem nhật ký máy chủ."
        ) from None
    return redirect("/quan-tri/sao-luu", 303)


@blueprint.post("/sao-luu/tai")
@told(_saved)
def fetch_backup() -> Answer:
    """Hand a backup over: it holds password hashes, so the password is asked for."""
    confirm()
    path = kept_backups().path(request.form.get("tep", ""))
    audit.note(path.name)
    answer = send_file(path, mimetype="application/zip", as_attachment=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/sao-luu/xoa")
@told(_saved)
def remove_backup() -> Answer:
    """Delete a backup."""
    confirm()
    name = request.form.get("tep", "")
    kept_backups().remove(name)
    audit.note(name)
    return redirect("/quan-tri/sao-luu", 303)
