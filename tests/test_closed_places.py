"""A closed folder stays closed: built from above, renamed, copied, linked, its accounts lost."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import build_index
from index.access import Rights
from index.build.additions import HELD, Additions
from index.library import Library
from index.results import SearchRequest
from ingest.errors import LibraryUnwritable
from search_app import create_app
from search_app.admin import beside
from search_app.persistence.accounts import AccountRole, Accounts, TooManyTriesError
from search_app.settings import Settings
from tests import libraries
from tests.libraries import build, renew
from tests.test_additions import send
from tests.test_login import WORD, enter

pytestmark = pytest.mark.usefixtures("quick_hashing")
CLOSED = Rights(frozenset({"noi-bo"}))
HIDDEN = "31-QĐ/TU"


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the regulation in a folder to be closed."""
    libraries.without_children(monkeypatch)
    folder = libraries.write_corpus(tmp_path / "nguon" / "van-ban")
    (folder / "noi-bo").mkdir()
    (folder / "31-qd-tu.txt").rename(folder / "noi-bo" / "31-qd-tu.txt")
    return folder


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    return tmp_path / "kho"


def people_of(kho: Path) -> Accounts:
    people = Accounts(beside(kho, "accounts"))
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", AccountRole.READER, WORD)
    people.close_folder("noi-bo")
    return people


def seen_by(people: Accounts, library: Library, name: str = "Lan") -> set[str | None]:
    people.remember(library.files_in(people.closed()))
    rights = next(person.rights for person in people.users() if person.name == name)
    return {card.number for card in library.for_reader(rights).overview().documents}


def copied(corpus: Path) -> None:
    (corpus / "31-qd-tu.txt").write_bytes((corpus / "noi-bo" / "31-qd-tu.txt").read_bytes())


def copied_behind(corpus: Path) -> None:
    (corpus / "zz").mkdir()
    (corpus / "zz" / "a.txt").write_bytes((corpus / "noi-bo" / "31-qd-tu.txt").read_bytes())


def linked(corpus: Path) -> None:
    (corpus / "a-mo").symlink_to(corpus / "noi-bo")


def linked_from_elsewhere(corpus: Path) -> None:
    (corpus / "noi-bo").rename(corpus.parent / "that")
    (corpus / "noi-bo").symlink_to(corpus.parent / "that")
    (corpus / "mo").symlink_to(corpus.parent / "that")


def one_file_linked(corpus: Path) -> None:
    (corpus / "a.txt").symlink_to(corpus / "noi-bo" / "31-qd-tu.txt")


def hard_linked(corpus: Path) -> None:
    os.link(corpus / "noi-bo" / "31-qd-tu.txt", corpus / "a.txt")


@pytest.mark.parametrize(
    "change", [copied, copied_behind, linked, linked_from_elsewhere, one_file_linked, hard_linked]
)
def test_a_document_is_seen_where_every_place_it_lies_in_is_open(
    corpus: Path, kho: Path, change: Callable[[Path], None]
) -> None:
    change(corpus)
    build(corpus, kho)
    library = Library.open(kho)
    assert HIDDEN in {card.number for card in library.overview().documents}
    assert HIDDEN not in {c.number for c in library.for_reader(CLOSED).overview().documents}
    # A build from what the library holds forgets no place.
    renew(kho)
    assert HIDDEN not in {c.number for c in library.for_reader(CLOSED).overview().documents}


def test_folders_that_link_in_a_ring_end(corpus: Path, kho: Path) -> None:
    (corpus / "noi-bo" / "len").symlink_to(corpus)
    (corpus / "vong").symlink_to(corpus)
    assert build(corpus, kho).documents == 3
    assert HIDDEN not in {
        c.number for c in Library.open(kho).for_reader(CLOSED).overview().documents
    }


def from_above(corpus: Path) -> Path:
    return corpus.parent


def renamed(corpus: Path) -> Path:
    (corpus / "noi-bo").rename(corpus / "luu-tru")
    return corpus


def emptied_into_the_open(corpus: Path) -> Path:
    (corpus / "noi-bo" / "31-qd-tu.txt").rename(corpus / "31-qd-tu.txt")
    return corpus


@pytest.mark.parametrize("change", [from_above, renamed, emptied_into_the_open])
def test_a_closed_folder_that_is_not_found_keeps_closed_what_it_held(
    corpus: Path, kho: Path, change: Callable[[Path], Path]
) -> None:
    build(corpus, kho)
    people, library = people_of(kho), Library.open(kho)
    assert HIDDEN not in seen_by(people, library)
    build(change(corpus), kho)
    assert HIDDEN not in seen_by(people, library)
    assert HIDDEN in seen_by(people, library, "Chủ")
    assert people.remember(library.files_in(people.closed())) == ("noi-bo",)
    people.grant("Lan", "noi-bo")
    assert HIDDEN in seen_by(people, library)
    people.revoke("Lan", "noi-bo")
    people.open_folder("noi-bo")
    assert HIDDEN in seen_by(people, library)


def test_what_is_taken_out_of_a_folder_that_stays_is_open(corpus: Path, kho: Path) -> None:
    (corpus / "19-ct-tu.txt").rename(corpus / "noi-bo" / "19-ct-tu.txt")
    build(corpus, kho)
    people, library = people_of(kho), Library.open(kho)
    assert HIDDEN not in seen_by(people, library)
    emptied_into_the_open(corpus)
    build(corpus, kho)
    assert HIDDEN in seen_by(people, library)


def test_a_lost_folder_is_told_of_at_build_and_on_the_page_to_administrators(
    corpus: Path, kho: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--library", str(kho), "--jobs", "1", "--no-deepen"]
    assert build_index.main([str(corpus), *words]) == 0
    people_of(kho)
    assert build_index.main([str(corpus), *words]) == 0
    assert "noi-bo" not in capsys.readouterr().out
    renamed(corpus)
    assert build_index.main([str(corpus), *words]) == 0
    assert "thư mục kín “noi-bo”" in capsys.readouterr().out
    app = create_app(Settings(beside(kho, "desk"), beside(kho, "accounts")), Library.open(kho))
    for name, told in (("Chủ", True), ("Lan", False)):
        client = app.test_client()
        enter(client, name)
        page = client.get("/kho").text
        assert ("thư mục kín “noi-bo”" in page) is told
        # Its number is cited; its subject is its own.
        assert ("tiếp dân của người đứng đầu" in page) is told


def test_a_copy_sent_up_tells_nothing_and_is_its_senders_own(corpus: Path, kho: Path) -> None:
    build(corpus, kho)
    library = Library.open(kho)
    digest = send(kho, "cua-toi.txt", (corpus / "noi-bo" / "31-qd-tu.txt").read_text("utf-8"))
    other = send(kho, "khac.txt", libraries.REGULATION.replace("31-QĐ", "32-QĐ"))
    renew(kho)
    states = {one.digest: (one.state, one.message) for one in Additions(kho).uploads()}
    assert states[digest] == states[other] == (HELD, "")
    seen = library.for_reader(CLOSED)
    shown = {card.id: card for card in seen.overview().documents}
    assert shown[digest[:16]].source == "tải lên/cua-toi.txt"
    assert "noi-bo" not in repr(seen.overview())
    assert "noi-bo" not in repr(seen.document(digest[:16]))
    assert "noi-bo" not in repr(seen.search(SearchRequest("tiếp dân")))
    # It goes when its sender's file goes; the closed one stays where it was.
    Additions(kho).remove(digest)
    renew(kho)
    assert digest[:16] not in {card.id for card in seen.overview().documents}
    assert digest[:16] in {card.id for card in library.overview().documents}


def test_a_folder_of_ones_own_called_like_that_of_files_sent_up_is_a_folder(
    corpus: Path, kho: Path
) -> None:
    (corpus / "tải lên").mkdir()
    (corpus / "hoi-dap.txt").rename(corpus / "tải lên" / "hoi-dap.txt")
    build(corpus, kho)
    assert renew(kho).documents == 3


# --- accounts ---------------------------------------------------------------------


@pytest.mark.parametrize("spell", [str.upper, str.lower, str.title, lambda name: f" {name}  "])
def test_tries_are_counted_by_person_not_by_spelling(
    kho: Path, spell: Callable[[str], str]
) -> None:
    people = people_of(kho)
    for number in range(5):
        name = "lan" if number % 2 else "LAN"
        assert people.enter(name, "sai mật khẩu", "10.0.0.1") is None
    with pytest.raises(TooManyTriesError):
        people.enter(spell("Lan"), WORD, "10.0.0.1")


def test_without_the_file_of_accounts_nobody_is_the_owner(corpus: Path, kho: Path) -> None:
    build(corpus, kho)
    people_of(kho)
    library, path = Library.open(kho), beside(kho, "accounts")
    wanted = Settings(beside(kho, "desk"), path)
    running = create_app(wanted, library)
    assert running.test_client().get("/kho").status_code == 302
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    # Neither the server that runs nor one that is started anew.
    for app in (running, create_app(wanted, library)):
        client = app.test_client()
        assert client.get("/kho").status_code in {302, 503}
        assert client.get("/api/search?q=rừng").status_code in {401, 503}
    assert not Accounts(path).any()


def test_files_are_the_owners_alone_from_their_first_byte(
    corpus: Path, kho: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = os.umask(0)
    try:
        monkeypatch.setattr(Path, "chmod", lambda path, mode: None)
        build(corpus, kho)
        people_of(kho)
        Additions(kho).correct("d" * 64, "subject", "trích yếu", "Chủ")
        create_app(Settings(beside(kho, "desk"), beside(kho, "accounts")), Library.open(kho))
    finally:
        os.umask(old)
    assert stat.S_IMODE(kho.stat().st_mode) == 0o700
    private = [*kho.parent.glob("kho.*"), *(kho / "files").glob("*/*"), *kho.glob("documents/*/*")]
    assert len(private) > 5
    for path in private:
        assert stat.S_IMODE(path.stat().st_mode) in {0o600, 0o700}, path


def test_a_file_that_is_gone_is_not_made_again_by_asking(kho: Path) -> None:
    people = people_of(kho)
    for left in kho.parent.glob("kho.accounts*"):
        left.unlink()
    with pytest.raises(LibraryUnwritable):
        people.any()
    assert not beside(kho, "accounts").exists()
