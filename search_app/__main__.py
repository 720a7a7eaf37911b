"""``python -m search_app --library DIR --port 8000``: serve a library on this machine."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import waitress  # type: ignore[import-untyped]

from index.commands import guarded
from index.library import Library
from ingest.errors import UsageError
from search_app import create_app
from search_app.settings import Settings
from search_app.shelf import warm_up

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def parser() -> argparse.ArgumentParser:
    """Return the command's words."""
    words = argparse.ArgumentParser(
        prog="python -m search_app", description="Mở kho văn bản trong trình duyệt, trên máy này."
    )
    words.add_argument("--library", type=Path, required=True, metavar="KHO", help="thư mục kho")
    words.add_argument("--port", type=int, default=8000, metavar="CỔNG", help="mặc định 8000")
    words.add_argument(
        "--host", default="127.0.0.1", choices=LOOPBACK, help="chỉ nghe trên máy này"
    )
    words.add_argument(
        "--model", metavar="TÊN", help="mô hình đã dựng kho, nếu không phải mô hình kèm sẵn"
    )
    words.add_argument(
        "--desk", type=Path, metavar="TỆP", help="tệp giữ các bài nói (mặc định: KHO.desk.sqlite)"
    )
    return words


def settings(words: argparse.Namespace) -> Settings:
    """Return how the app is to run; the reader's work lies beside the library, not in it."""
    library: Path = words.library.absolute()
    desk = words.desk or library.with_name(library.name + ".desk.sqlite")
    return Settings(desk=desk, host=words.host, port=words.port)


def serve(wanted: Settings, library: Library) -> None:
    """Serve until interrupted."""
    app = create_app(wanted, library)
    try:
        server = waitress.create_server(
            app, host=wanted.host, port=wanted.port, threads=wanted.threads, ident=""
        )
    except OSError as busy:
        raise UsageError(
            f"Không mở được cổng {wanted.port}: {busy.strerror or busy}.",
            "Chọn cổng khác bằng --port, hoặc tắt chương trình đang dùng cổng này.",
        ) from busy
    warm_up(library)
    name = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
    say(f"Đang phục vụ kho văn bản tại http://{name}:{wanted.port}/ (Ctrl+C để dừng).")
    try:
        server.run()
    finally:
        server.close()
    say("Đã dừng.")


def say(message: str) -> None:
    """Tell the person at the keyboard; messages go to standard error, at once."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def run(words: argparse.Namespace) -> int:
    """Open the library and serve it."""
    library = Library.open(words.library, model=words.model)
    try:
        serve(settings(words), library)
    finally:
        library.close()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code (the error tree's)."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    words = parser().parse_args(arguments)
    return guarded(lambda: run(words))


if __name__ == "__main__":
    sys.exit(main())
