"""The administrator's page of accounts."""

from __future__ import annotations

import secrets

from flask import current_app, redirect, render_template, request
from flask import session as cookie

from ingest.errors import UsageError
from search_app.persistence.accounts import OWNER, AccountRole
from search_app.persistence.collections import CollectionStore
from search_app.routes import audit
from search_app.routes.admin_room import Answer, asked, blueprint, confirm, told
from search_app.services.session import accounts, user
from search_app.views import administration as views


@blueprint.get("/tai-khoan")
def people() -> str:
    """Show every account."""
    return _people()


def _people(wrong: str = "", made: tuple[str, str] | None = None) -> str:
    return render_template(
        "admin_people.html",
        people=views.people_views(accounts().users(), user().id),
        roles=[
            (role.name.lower(), views.ROLE_NAMES[role], views.ROLE_DUTIES[role])
            for role in AccountRole
        ],
        first=user().id == OWNER.id,
        wrong=wrong,
        made=made,
        typed=asked("ten") if wrong else "",
    )


def _new_password() -> str:
    """Return a password to hand over: nobody mistakes its letters."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


@blueprint.post("/tai-khoan/them")
@told(_people)
def add_person() -> Answer:
    """Make an account; the first one is the asker's own, and signs in."""
    confirm()
    name, first = asked("ten"), user().id == OWNER.id
    password = request.form.get("mat_khau", "") or ("" if first else _new_password())
    if first and password != request.form.get("mat_khau_lai", ""):
        raise UsageError("Hai lần gõ mật khẩu không giống nhau.")
    role = AccountRole.ADMIN if first else AccountRole.named(asked("quyen"))
    person = accounts().add(name, role, password)
    audit.note(f"{person.name}: {views.ROLE_NAMES[role]}")
    if not first:
        return _people(made=(person.name, password))
    desk: CollectionStore = current_app.extensions["vankien.desk"]
    # What the one person of this machine gathered goes to the first account.
    desk.hand_over(person.id)
    cookie.clear()
    cookie["token"] = accounts().enter(name, password, request.remote_addr or "")
    return redirect("/quan-tri/tai-khoan", 303)


@blueprint.post("/tai-khoan/quyen")
@told(_people)
def change_role() -> Answer:
    """Change what a person may do; the last admin stays one."""
    confirm()
    role = AccountRole.named(asked("quyen"))
    accounts().set_role(asked("ten"), role)
    audit.note(f"{asked('ten')}: {views.ROLE_NAMES[role]}")
    return redirect("/quan-tri/tai-khoan", 303)


@blueprint.post("/tai-khoan/mat-khau")
@told(_people)
def reset_password() -> Answer:
    """Give a person a new password, shown once; every session of theirs ends."""
    confirm()
    name, password = asked("ten"), _new_password()
    if name.casefold() == user().name.casefold():
        raise UsageError("Đổi mật khẩu của chính mình ở trang “Tài khoản của tôi”.")
    accounts().set_password(name, password)
    audit.note(name)
    return _people(made=(name, password))


@blueprint.post("/tai-khoan/xoa")
@told(_people)
def remove_person() -> Answer:
    """Remove an account; the last admin stays."""
    confirm()
    accounts().remove(asked("ten"))
    audit.note(asked("ten"))
    return redirect("/quan-tri/tai-khoan", 303)
