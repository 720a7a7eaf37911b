"""The administrator's first page: where each thing is done, how the library is, building."""

from __future__ import annotations

from flask import current_app, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

# Their pages stand under the same address, and are recorded under the same name.
from search_app.routes import admin_backups, admin_folders, admin_people, admin_record  # noqa: F401
from search_app.routes.admin_room import blueprint, kept_backups, settings
from search_app.routes.upload import workshop
from search_app.services.build_queue import Work
from search_app.services.library import has_library, whole_library
from search_app.services.session import accounts
from search_app.views import administration as views
from search_app.views import wording

__all__ = ["blueprint"]


@blueprint.get("")
def home() -> str:
    """Show where each thing is done, and how the library is."""
    shop = current_app.extensions.get("vankien.workshop")
    overview = whole_library().overview() if has_library() else None
    people = accounts()
    kept = kept_backups().kept()[:1] if settings().library else ()
    return render_template(
        "admin.html",
        overview=overview,
        built=wording.moment(overview.built) if overview else "",
        work=shop.work if shop else Work(),
        builds=shop is not None and has_library(),
        people=len(people.users()),
        closed=len(people.closed()),
        backups=kept,
        saved=wording.moment(kept[0].made.astimezone().isoformat()) if kept else "",
        events=[views.event_view(event) for event in people.events(5)],
    )


@blueprint.post("/dung")
def build() -> BaseResponse:
    """Build the library again."""
    workshop().start()
    return redirect("/quan-tri", 303)
