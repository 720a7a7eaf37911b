"""The web app: thin routes over a library; parse, ask, view, render."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]

from search_app.persistence.accounts import Accounts
from search_app.persistence.collections import CollectionStore
from search_app.persistence.watches import WatchStore
from search_app.ports import Librarian
from search_app.routes import (
    addresses,
    administration,
    api,
    audit,
    checking,
    comparison,
    concordance,
    consolidated,
    corrections,
    doubts,
    excerpts,
    exports,
    first_run,
    gather,
    glossary,
    guard,
    inventory,
    login,
    packs,
    pages,
    review,
    talk_files,
    talks,
    topic,
    upload,
    watches,
    written_documents,
)
from search_app.services import closed_folders, connections, site
from search_app.services import library as shelf
from search_app.services.build_queue import Workshop
from search_app.services.drafts import DraftDesk
from search_app.services.page_images import Pictures
from search_app.settings import Settings, accounts_file
from search_app.views import wording


def create_app(
    settings: Settings,
    library: Librarian | None,
    workshop: Workshop | None = None,
    opener: shelf.Opener | None = None,
) -> Flask:
    """Return the app.

    :param library: anything that answers like index.library.Library; None where there is
        none yet: the app then says what to do, and takes files.
    :param workshop: what builds in files sent up and facts corrected; without one the
        library is only read.
    :param opener: opens the library once it has been built.
    """
    app = Flask(__name__)
    desk = CollectionStore(settings.desk)
    app.config.update(
        SECRET_KEY=desk.secret,
        MAX_CONTENT_LENGTH=settings.max_upload,
        MAX_FORM_MEMORY_SIZE=settings.max_draft * 4,
        TRUSTED_HOSTS=list(settings.hosts),
        # A browser takes a cookie of the second name only over TLS and from this host alone.
        SESSION_COOKIE_NAME="__Host-vankien" if settings.https else "vankien",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["moment"] = wording.moment
    upload.widen(app)
    packs.widen(app)
    # The API takes JSON only: another site's page cannot send that without asking first.
    CSRFProtect(app).exempt(api.blueprint)
    shelf.install(app, library, opener)
    closed_folders.install(app)
    app.extensions |= {
        "vankien.settings": settings,
        "vankien.pictures": Pictures(),
        "vankien.desk": desk,
        "vankien.watches": WatchStore(settings.desk),
        "vankien.workshop": workshop,
        "vankien.drafts": DraftDesk(),
    }
    connections.install(app)
    guard.install(app)
    site.install(app)
    written_documents.install(app)
    audit.install(app)
    doubts.install(app)
    talks.install(app)
    login.install(app, Accounts(accounts_file(settings)))
    first_run.install(app)
    for room in (
        pages.blueprint,
        addresses.blueprint,
        checking.blueprint,
        gather.blueprint,
        talks.blueprint,
        talk_files.blueprint,
        excerpts.blueprint,
        consolidated.blueprint,
        review.blueprint,
        comparison.blueprint,
        concordance.blueprint,
        glossary.blueprint,
        topic.blueprint,
        watches.blueprint,
        upload.blueprint,
        administration.blueprint,
        packs.blueprint,
        corrections.blueprint,
        doubts.blueprint,
        exports.blueprint,
        inventory.blueprint,
        api.blueprint,
    ):
        app.register_blueprint(room)
    return app
