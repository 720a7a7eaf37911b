"""Update packs: what they bring, what they leave alone, what is refused."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import random
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import build_index
from index.access import Rights
from index.build import builder
from index.build.additions import Additions
from index.build.deepen import deepen
from index.build.integrity import examine
from index.citations import register_files
from index.library import Library
from index.packs import apply, container, contents, keys, parsed_documents
from index.packs.container import PackFile
from index.packs.objections import Choices
from index.results import SearchRequest
from index.storage import received
from index.storage.store import Store
from ingest.errors import (
    LibraryCorrupt,
    LibraryLocked,
    LibraryUnwritable,
    PackRefused,
    PackUntrusted,
    UsageError,
    VankienError,
)
from search_app.persistence.accounts import Accounts
from search_app.persistence.collections import CollectionStore
from tests import libraries
from tests.fakes import FakeBackends, FakeEmbedder
from tests.packs import NAME, NEW, Sender, back, backends, forged, held, take, trusting

OWN = "Thông báo lịch trực của cơ quan huyện trong tháng Tư.\n"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries.without_children(monkeypatch)


@pytest.fixture
def province(tmp_path: Path) -> Sender:
    return Sender.at(tmp_path / "tinh")


@pytest.fixture
def whole(province: Sender, tmp_path: Path) -> Path:
    """A pack of all the province has."""
    return province.pack(tmp_path / "1.vkp").path


@pytest.fixture
def district(province: Sender, tmp_path: Path) -> Path:
    """A library with a document of its own that takes the province's packs."""
    folder = tmp_path / "huyen"
    folder.mkdir()
    (folder / "truc.txt").write_text(OWN, "utf-8")
    build(folder, tmp_path / "kho-huyen")
    return trusting(tmp_path / "kho-huyen", province)


def build(folder: Path, root: Path) -> builder.BuildReport:
    return builder.build([folder], root, backends(), jobs=1, progress=libraries.nothing)


def new_pack(province: Sender, whole: Path) -> Path:
    province.write("44-kl-tu.txt", NEW)
    province.build()
    return province.pack(whole.with_name("2.vkp"), whole).path


def found(root: Path, words: str) -> list[tuple[str, float]]:
    library = Library.open(root)
    try:
        hits = library.search(SearchRequest(words)).hits
        return [(hit.passage.text, hit.score) for hit in hits]
    finally:
        library.close()


def texts(root: Path) -> list[str]:
    store = Store(root)
    catalogue = libraries.catalogue_of(store.folder(store.current()))
    told = [text for _, _, text in catalogue.all_texts()]
    catalogue.close()
    return sorted(told)


# --- what packs bring -------------------------------------------------------------


def test_packs_bring_a_library_to_the_state_of_its_sender(
    province: Sender, whole: Path, tmp_path: Path
) -> None:
    commune = trusting(tmp_path / "kho-xa", province)
    assert not Store(commune).holds_others_files()
    take(commune, whole)
    take(commune, new_pack(province, whole))
    assert texts(commune) == texts(province.root)
    for words in ("tiếp dân", "bảo vệ rừng", "đội xung kích", "không có gì như thế"):
        assert found(commune, words) == found(province.root, words)
    assert not examine(commune, lambda _: backends())


def test_a_library_keeps_its_own_documents_and_those_of_packs(
    province: Sender, whole: Path, district: Path
) -> None:
    take(district, whole)
    assert set(held(district)) == {
        "truc.txt",
        f"{NAME}/31-qd-tu.txt",
        f"{NAME}/19-ct-tu.txt",
        f"{NAME}/hoi-dap.txt",
    }
    # Its own folder says nothing of what a pack brought.
    own = district.with_name("huyen")
    (own / "truc-5.txt").write_text(OWN.replace("Tư", "Năm"), "utf-8")
    build(own, district)
    builder.renew(district, backends(), jobs=1, progress=libraries.nothing)
    assert len(held(district)) == 5


def test_a_document_held_already_has_both_places(
    province: Sender, whole: Path, district: Path
) -> None:
    own = district.with_name("huyen")
    (own / "quy-dinh.txt").write_text(libraries.REGULATION, "utf-8")
    build(own, district)
    take(district, whole)
    assert held(district)["quy-dinh.txt"] == (f"{NAME}/31-qd-tu.txt",)
    back(district)
    assert held(district)["quy-dinh.txt"] == ()


def test_a_pack_carries_what_is_dear_and_nothing_is_read_anew(
    province: Sender, district: Path, whole: Path, tmp_path: Path
) -> None:
    deepen(province.root, backends())
    deepen(district, backends())
    pack = province.pack(tmp_path / "v.vkp")
    assert pack.vectors == pack.passages > 0
    models = backends()
    report = take(district, pack.path).report
    assert (report.parsed, report.embedded) == (0, 0)
    record = Store(district).record(Store(district).current())
    assert record.encoded == record.passages
    assert models.encoder is not None and models.encoder.seen == []


def test_a_change_and_a_removal_arrive_and_are_taken_back(
    province: Sender, whole: Path, district: Path, tmp_path: Path
) -> None:
    take(district, whole)
    before = held(district)
    (province.corpus / "hoi-dap.txt").rename(province.corpus / "hoi-va-dap.txt")
    (province.corpus / "19-ct-tu.txt").unlink()
    province.build()
    done = take(district, province.pack(tmp_path / "2.vkp", whole).path)
    assert (done.pack.added, done.pack.changed, done.pack.removed) == (0, 1, 1)
    assert set(held(district)) == {
        "truc.txt", f"{NAME}/31-qd-tu.txt", f"{NAME}/hoi-va-dap.txt"
    }  # fmt: skip
    # Builds between do not take away what going back needs.
    for number in range(3):
        (district.with_name("huyen") / f"{number}.txt").write_text(f"{OWN}{number}", "utf-8")
        build(district.with_name("huyen"), district)
    back(district)
    assert held(district).items() >= before.items()
    back(district)
    assert set(held(district)) == {"truc.txt", "0.txt", "1.txt", "2.txt"}
    with pytest.raises(PackRefused, match="chưa áp dụng gói nào"):
        back(district)


def test_corrections_arrive_and_those_of_ones_own_count_before(
    province: Sender, district: Path, whole: Path, tmp_path: Path
) -> None:
    digest = _digest(province.root, "31-qd-tu.txt")
    Additions(province.root).correct(digest, "subject", "về tiếp công dân", "Chị Lan")
    Additions(province.root).correct(digest, "place", "Minh Hà mới", "Chị Lan")
    Additions(district).correct(digest, "place", "Minh Hà", "Anh Tư")
    province.build()
    take(district, whole)
    take(district, province.pack(tmp_path / "2.vkp", whole).path)
    said = {one.field: (one.value, one.who) for one in _corrections(district, digest)}
    assert said == {
        "subject": ("về tiếp công dân", f"gói của {NAME}"),
        "place": ("Minh Hà", "Anh Tư"),
    }
    back(district)
    assert [one.field for one in _corrections(district, digest)] == ["place"]


def test_the_register_arrives_is_passed_on_and_goes(
    province: Sender, whole: Path, district: Path, tmp_path: Path
) -> None:
    take(district, whole)
    table = tmp_path / "so.tsv"
    table.write_text(
        "number\tkind\tissued\tbody\tsubject\trelation\tsource\n"
        "77-QĐ/TU\tQuy định\t2024-05-06\tTỉnh ủy Minh Hà\tvề thi đua\t\tSổ công văn: 2024\n",
        "utf-8",
    )
    register_files.add(province.root, register_files.read(table)[0])
    take(district, province.pack(tmp_path / "2.vkp", whole).path)
    assert _known(district) == 1
    # And from here to the next.
    below = Sender(tmp_path, district, tmp_path / "huyen.key")
    keys.generate(below.key)
    commune = trusting(tmp_path / "kho-xa", below, "Huyện ủy")
    take(commune, below.pack(tmp_path / "3.vkp").path)
    assert _known(commune) == 1
    assert f"Huyện ủy/{NAME}/31-qd-tu.txt" in held(commune)
    (province.root / register_files.NAME).unlink()
    take(district, province.pack(tmp_path / "4.vkp", tmp_path / "2.vkp").path)
    assert _known(district) == 0
    back(district)
    assert _known(district) == 1


def _known(root: Path) -> int:
    library = Library.open(root)
    found = len(library.lookup("77-QĐ/TU").matches)
    library.close()
    return found


def _digest(root: Path, name: str) -> str:
    store = Store(root)
    catalogue = libraries.catalogue_of(store.folder(store.current()))
    files = [catalogue.stored_file(n) for n in catalogue.cards()]
    catalogue.close()
    return next(file.digest for file in files if file.source == name)


def _corrections(root: Path, digest: str) -> tuple[Any, ...]:
    store = Store(root)
    catalogue = libraries.catalogue_of(store.folder(store.current()))
    files = [catalogue.stored_file(n) for n in catalogue.cards()]
    catalogue.close()
    return next(file.entry.corrections for file in files if file.digest == digest)


# --- closed folders ---------------------------------------------------------------


def test_closed_folders_stay_out_unless_asked_and_stay_closed(
    province: Sender, district: Path, tmp_path: Path
) -> None:
    province.write("noi-bo/44-kl-tu.txt", NEW)
    province.build()
    closed = Rights(frozenset({"noi-bo"}))
    made = province.pack(tmp_path / "1.vkp", rights=closed)
    assert (made.added, made.hidden) == (3, 1)
    bytes_of = made.path.read_bytes()
    hidden = _digest(province.root, "noi-bo/44-kl-tu.txt")
    assert hidden.encode() not in bytes_of and bytes.fromhex(hidden)[:16] not in bytes_of
    with PackFile(made.path) as pack:
        assert b"noi-bo" not in pack.part(container.DOCUMENTS)
    asked = province.pack(tmp_path / "2.vkp", rights=closed, with_closed=True)
    assert asked.opened == ("noi-bo",)
    with pytest.raises(PackRefused, match=r"thư mục kín.*“noi-bo”"):
        take(district, asked.path)
    shut: list[str] = []
    choices = Choices(closed=True)
    apply.apply(district, asked.path, backends(), choices=choices, close=shut.extend)
    assert shut == [f"{NAME}/noi-bo"]


def test_what_was_sent_and_closed_since_is_not_spoken_of(
    province: Sender, whole: Path, tmp_path: Path
) -> None:
    province.write("44-kl-tu.txt", NEW)
    province.build()
    closed = Rights(kept=frozenset({_digest(province.root, "hoi-dap.txt")[:16]}))
    pack = province.pack(tmp_path / "2.vkp", whole, rights=closed)
    assert (pack.added, pack.removed, pack.hidden) == (1, 0, 1)


def test_without_the_file_of_accounts_nothing_is_packed(
    province: Sender, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "1.vkp"
    words = ["pack", str(province.root), "-o", str(out), "--key", str(province.key)]
    assert build_index.main([*words, "--accounts", str(tmp_path / "khac.sqlite")]) == 2
    accounts = Path(f"{province.root}.accounts.sqlite")
    people = Accounts(accounts)
    people.close_folder("noi-bo")
    CollectionStore(Path(f"{province.root}.desk.sqlite")).had_accounts(now=True)
    accounts.unlink()
    assert build_index.main(words) == 2
    assert "không biết thư mục nào kín" in capsys.readouterr().err
    assert not out.exists()


# --- what is refused --------------------------------------------------------------


def refused(root: Path, pack: Path, match: str | None = None, **choices: bool) -> VankienError:
    """See that a pack is refused in Vietnamese and that nothing changed."""
    before = Store(root).current(), held(root)
    with pytest.raises((PackRefused, PackUntrusted), match=match) as error:
        take(root, pack, **choices)
    assert (Store(root).current(), held(root)) == before
    return error.value


def test_an_unknown_key_is_told_with_its_fingerprint(
    province: Sender, whole: Path, district: Path
) -> None:
    keys.distrust(district, NAME)
    with PackFile(whole) as pack:
        print_of_key = keys.fingerprint(pack.public)
    error = refused(district, whole, "chưa được tin")
    assert print_of_key in error.message
    trusting(district, province)
    take(district, whole)


def test_every_changed_byte_and_every_cut_is_found(whole: Path, district: Path) -> None:
    data = whole.read_bytes()
    draw = random.Random(1)
    places = [*range(120), *draw.sample(range(len(data)), 60), len(data) - 1]
    wrong = whole.with_name("sai.vkp")
    cases = [
        data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :] for at in places
    ]
    cases += [data[:at] for at in (0, 1, 7, 8, 44, 107, 500, len(data) // 2, len(data) - 1)]
    cases += [data + b"\0", data * 2]
    before = Store(district).current()
    for case in cases:
        wrong.write_bytes(case)
        with pytest.raises(PackRefused):
            take(district, wrong)
    assert Store(district).current() == before
    assert not [path for path in (district / "files").rglob("*") if path.is_file()][1:]


def test_a_newer_format_and_another_model_are_named(
    province: Sender, whole: Path, district: Path
) -> None:
    data = bytearray(whole.read_bytes())
    data[len(container.MAGIC) + 1] += 1
    newer = whole.with_name("moi.vkp")
    newer.write_bytes(data)
    refused(district, newer, "phiên bản mới hơn")
    other = FakeBackends(FakeEmbedder("khác"))
    with pytest.raises(PackRefused, match="mô hình"):
        apply.apply(trusting(district.with_name("kho-khac"), province), whole, other)
    refused(district, forged(province, whole, model_digest="ab" * 32), "mô hình")


def _rows(pack: Path) -> list[dict[str, Any]]:
    with PackFile(pack) as opened:
        return [json.loads(line) for line in opened.part(container.DOCUMENTS).splitlines()]


def _lines(rows: list[dict[str, Any]]) -> dict[str, bytes]:
    return {container.DOCUMENTS: "\n".join(map(json.dumps, rows)).encode()}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "a/../../b", "a//b", ".", "", "a\nb", "a\0b", "x" * 1001],
)
def test_names_that_lead_elsewhere_are_refused(
    province: Sender, whole: Path, district: Path, name: str
) -> None:
    rows = _rows(whole)
    rows[0]["names"] = [name]
    refused(district, forged(province, whole, _lines(rows)), "tên văn bản dẫn ra ngoài")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("digest", "../" * 21 + "a"),
        ("digest", "A" * 64),
        ("ending", "/../x"),
        ("ending", ".PDF"),
        ("do", "run"),
        ("names", []),
        ("names", "abc"),
        ("original", -1),
        ("original", True),
        ("parsed", 10**30),
        ("entry", {"path": "x"}),
        ("entry", {"sample": "có"}),
        ("entry", {"number": 5}),
        ("corrections", [{"field": "number", "value": "không phải số", "who": "", "at": ""}]),
        ("corrections", [{"field": "secret", "value": "x", "who": "", "at": ""}]),
        ("corrections", [{"field": "subject"}]),
        ("extra", 1),
    ],
)
def test_rows_of_another_kind_are_refused(
    province: Sender, whole: Path, district: Path, field: str, value: object
) -> None:
    rows = _rows(whole)
    rows[0][field] = value
    refused(district, forged(province, whole, _lines(rows)))


def test_bombs_are_refused_by_their_size(
    province: Sender, whole: Path, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed_documents, "_SMALL", 1 << 20)
    rows = _rows(whole)
    first = next(row for row in rows if row["do"] == "add")
    with PackFile(whole) as pack:
        blobs = contents.read(pack).blobs
        old = [pack.blob(blob) for blob in blobs]
    bomb = gzip.compress(b"0" * (1 << 28), 9)
    first |= {"parsed": len(bomb), "parsed_sha256": hashlib.sha256(bomb).hexdigest()}
    rest = b"".join([old[0], bomb, *old[2:]])
    refused(district, forged(province, whole, _lines(rows), rest=rest), "lớn bất thường")
    # A part that unpacks to more than its header says.
    real = container.packed
    part, inside = real(container.DOCUMENTS, b"0" * (1 << 26))

    def lies(name: str, data: bytes) -> tuple[container.Part, bytes]:
        return (replace(part, unpacked=10), inside) if name == part.name else real(name, data)

    monkeypatch.setattr(container, "packed", lies)
    refused(district, forged(province, whole), "lớn bất thường")
    assert len(zlib.decompress(inside)) == 1 << 26


def test_a_parsed_document_of_another_file_is_refused(
    province: Sender, whole: Path, district: Path
) -> None:
    rows = _rows(whole)
    with PackFile(whole) as pack:
        found = contents.read(pack)
        old = [pack.blob(blob) for blob in found.blobs]
    # The second's parsed document under the first's name.
    rows[0] |= {"parsed": rows[1]["parsed"], "parsed_sha256": rows[1]["parsed_sha256"]}
    rest = b"".join([old[0], old[3], *old[2:]])
    refused(district, forged(province, whole, _lines(rows), rest=rest), "không khớp")


def test_a_pack_without_those_before_it_is_refused(
    province: Sender, whole: Path, district: Path
) -> None:
    second = new_pack(province, whole)
    refused(district, second, "thiếu 3")
    assert take(district, second, missing=True).pack.added == 1
    assert set(held(district)) == {"truc.txt", f"{NAME}/44-kl-tu.txt"}


def test_a_pack_applied_again_changes_nothing_and_an_older_one_is_refused(
    province: Sender, whole: Path, district: Path
) -> None:
    take(district, whole)
    second = new_pack(province, whole)
    take(district, second)
    before = Store(district).current()
    assert take(district, second).again
    assert Store(district).current() == before
    refused(district, forged(province, whole, title="lại"), "cũ hơn")
    # Applied again, it brings back bytes that were lost since.
    for path in (district / "files").rglob("*.txt"):
        path.unlink()
    assert take(district, whole).again
    assert len([*(district / "files").rglob("*.txt")]) == 3


def test_a_folder_of_ones_own_is_not_shared_with_a_sender(
    province: Sender, whole: Path, district: Path
) -> None:
    own = district.with_name("huyen") / NAME
    own.mkdir()
    (own / "31-qd-tu.txt").write_text(libraries.REGULATION, "utf-8")
    build(own.parent, district)
    refused(district, whole, "thư mục của mình")


@pytest.mark.parametrize("closed", [["noi-bo/"], ["../x"], [5], ["a//b"]])
def test_closed_folders_that_are_none_are_refused(
    province: Sender, whole: Path, district: Path, closed: list[object]
) -> None:
    refused(district, forged(province, whole, closed=closed), closed=True)


@pytest.mark.parametrize(
    "header",
    [
        {"made": "9999"},
        {"made": "2024-01-01T00:00:00+07:00"},
        {"documents": 1},
        {"documents": -1},
        {"model_dimensions": 1 << 40},
        {"full": "có"},
        {"title": "a\nb"},
        {"extra": 1},
    ],
)
def test_headers_of_another_kind_are_refused(
    province: Sender, whole: Path, district: Path, header: dict[str, object]
) -> None:
    refused(district, forged(province, whole, **header))


def test_what_is_no_file_is_refused(whole: Path, district: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong.vkp")
    for path in (tmp_path / "ong.vkp", tmp_path, Path("/dev/zero"), tmp_path / "khong-co.vkp"):
        refused(district, path)
    deep = b"[" * 50_000
    brackets = forged(_owner(tmp_path), whole, {container.DOCUMENTS: deep})
    refused(district, brackets)
    twice = _rows(whole)
    refused(district, forged(_owner(tmp_path), whole, _lines([*twice, twice[0]])))


def _owner(tmp_path: Path) -> Sender:
    return Sender(tmp_path, tmp_path, tmp_path / "tinh" / "tinh.key")


def test_a_pack_waits_for_a_build_and_a_full_disk_takes_nothing(
    whole: Path, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Store(district).current()
    with Store(district).locked(), pytest.raises(LibraryLocked):
        take(district, whole)

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(apply, "write_whole", full)
        with pytest.raises(LibraryUnwritable, match="đĩa đầy"):
            take(district, whole)
    assert Store(district).current() == before
    take(district, whole)


def test_a_list_of_trusted_keys_that_is_none_trusts_nobody(whole: Path, district: Path) -> None:
    (district / keys.TRUSTED).write_text("[{}]", "utf-8")
    before = Store(district).current()
    with pytest.raises(LibraryCorrupt, match="bị hỏng"):
        take(district, whole)
    assert Store(district).current() == before


def test_keys_are_their_owners_alone_and_are_not_mistaken(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    keys.generate(path, "mật khẩu")
    assert path.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in path.read_bytes()
    for password in ("", "khác"):
        with pytest.raises(UsageError):
            keys.load_private(path, password)
    keys.load_private(path, "mật khẩu")
    with pytest.raises(UsageError, match="không bị ghi đè"):
        keys.generate(path)
    with pytest.raises(UsageError, match="không phải khóa công khai"):
        keys.load_public(path)
    for name in ("", "a/b", "..", "tải lên", "~a", "x" * 101):
        with pytest.raises(UsageError):
            keys.trust(tmp_path / "kho", b"x" * 32, name)


def test_many_removals_are_asked_for(
    province: Sender, whole: Path, district: Path, tmp_path: Path
) -> None:
    take(district, whole)
    for path in province.corpus.iterdir():
        path.unlink()
    province.write("44-kl-tu.txt", NEW)
    province.build()
    pack = province.pack(tmp_path / "2.vkp", whole).path
    refused(district, pack, "bỏ 3 trong 3")
    take(district, pack, removal=True)
    assert set(held(district)) == {"truc.txt", f"{NAME}/44-kl-tu.txt"}


def test_two_senders_do_not_touch_each_others_documents(
    province: Sender, whole: Path, district: Path, tmp_path: Path
) -> None:
    take(district, whole)
    other = Sender.at(tmp_path / "khac")
    with pytest.raises(UsageError, match="đã dùng cho khóa khác"):
        trusting(district, other, NAME.upper())
    trusting(district, other, "Ban Tổ chức")
    mine = other.pack(tmp_path / "k1.vkp").path
    take(district, mine)
    (other.corpus / "hoi-dap.txt").unlink()
    other.build()
    take(district, other.pack(tmp_path / "k2.vkp", mine).path)
    assert f"{NAME}/hoi-dap.txt" in held(district)
    # A key that lost its trust and comes back has its name still.
    keys.distrust(district, NAME)
    with pytest.raises(UsageError, match="đã có tên"):
        trusting(district, province, "Tên mới")


def test_what_was_received_is_known_after_damage(
    province: Sender, whole: Path, district: Path
) -> None:
    take(district, whole)
    second = new_pack(province, whole)
    take(district, second)
    store = Store(district)
    ledger = next((store.folder(store.current()) / received.FOLDER).iterdir())
    ledger.write_bytes(b"hong")
    with pytest.raises(LibraryCorrupt):
        Library.open(district)
    report = build(district.with_name("huyen"), district)
    assert any("bị hỏng" in one and "gói" in one for one in report.remarks)
    assert len(held(district)) == 4
    assert not take(district, second).again
    assert len(held(district)) == 5


def test_without_anything_new_there_is_no_pack(
    province: Sender, whole: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="không có gì mới"):
        province.pack(tmp_path / "2.vkp", whole)
    with pytest.raises(UsageError, match="không bị ghi đè"):
        province.pack(whole)
