"""The administrator's page of what was done."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, redirect, render_template, request

from ingest.errors import UsageError
from search_app.routes import audit
from search_app.routes.admin_room import Answer, blueprint, confirm, settings, told
from search_app.services.session import accounts
from search_app.views import administration as views
from search_app.views import spreadsheets

PER_PAGE, MOST_EVENTS = 100, 20_000


@blueprint.get("/nhat-ky")
def record() -> str:
    """Show what was done, the newest first."""
    return _record()


def _record(wrong: str = "") -> str:
    sort = request.args.get("loai", "")
    who = " ".join(request.args.get("ai", "").split())[:100]
    found = views.chosen_events(accounts().events(MOST_EVENTS), sort, who)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, request.args.get("trang", 1, type=int)), pages)

    def address(**changed: object) -> str:
        kept = {"loai": sort, "ai": who} | changed
        return "/quan-tri/nhat-ky?" + urlencode({k: v for k, v in kept.items() if v})

    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "admin_record.html",
        events=[views.event_view(event) for event in shown],
        total=len(found),
        sorts=[(name, address(loai=key), key == sort) for key, name in views.SORTS.items()],
        who=who,
        sort=sort,
        page=page,
        pages=pages,
        previous=address(trang=page - 1) if page > 1 else "",
        following=address(trang=page + 1) if page < pages else "",
        csv_url=address().replace("nhat-ky", "nhat-ky.csv", 1),
        reading=settings().audit_reading,
        wrong=wrong,
    )


@blueprint.get("/nhat-ky.csv")
def record_table() -> Response:
    """Hand the record over as a table."""
    who = " ".join(request.args.get("ai", "").split())[:100]
    found = views.chosen_events(accounts().events(MOST_EVENTS), request.args.get("loai", ""), who)
    rows = [(e.at, e.who, e.what, e.details) for e in map(views.event_view, found)]
    table = spreadsheets.as_csv(("Lúc", "Ai", "Việc", "Chi tiết"), rows)
    answer = Response(table, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=nhat-ky.csv"
    return answer


@blueprint.post("/nhat-ky/xoa")
@told(_record)
def forget() -> Answer:
    """Delete old entries of the record; that it was done is recorded."""
    confirm()
    days = request.form.get("ngay", "")
    if not days.isdigit() or len(days) > 5:
        raise UsageError("Số ngày phải là một số từ 0.")
    audit.note(f"{accounts().forget_events(int(days))} mục cũ hơn {int(days)} ngày")
    return redirect("/quan-tri/nhat-ky", 303)
