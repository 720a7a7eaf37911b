"""The peers, each as its own documentation would have a user write it.

Every peer finds ten passages a question.  Those by words take text apart by their own
defaults; those by meaning are given the vectors of the model that ships, and embedding
counts in their build and in their questions.
"""

# ruff: noqa: PLC0415 (each process loads one peer only, and its memory is what is measured)
from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.scale.text import Source

TEN = 10
_WORD = re.compile(r"[^\W_]+")


class Peer:
    """A folder and the text; ``build`` returns seconds, ``ask`` how many were found."""

    name = ""

    def __init__(self, work: Path, source: Source) -> None:
        self._folder, self._source = work / self.name, source
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lines = work / "passages.txt"
        self._open: Any = None

    def stored(self) -> Path:
        """Return the folder of what is kept."""
        return self._folder

    def prepare(self) -> None:
        """Put down the passages, a line each: to find them is not measured."""
        if not self._lines.is_file():
            with self._lines.open("w", encoding="utf-8") as lines:
                lines.writelines(f"{text}\n" for text in self._source.texts())

    def build(self) -> float:
        """Build from the text."""
        started = time.monotonic()
        self._build()
        return time.monotonic() - started

    def _texts(self) -> Iterator[str]:
        with self._lines.open(encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n")

    def _build(self) -> None:
        raise NotImplementedError


class Whoosh(Peer):
    """Whoosh with a TEXT field, any of the words."""

    name = "whoosh"

    def _build(self) -> None:
        from whoosh import fields, index

        made = index.create_in(str(self._folder), fields.Schema(text=fields.TEXT))
        writer = made.writer(limitmb=256)
        for text in self._texts():
            writer.add_document(text=text)
        writer.commit()

    def open(self) -> None:
        """Open the index."""
        from whoosh import index

        self._open = index.open_dir(str(self._folder))

    def ask(self, question: str) -> int:
        """Search."""
        from whoosh.qparser import OrGroup, QueryParser

        query = QueryParser("text", self._open.schema, group=OrGroup).parse(words_of(question))
        with self._open.searcher() as searcher:
            return len(searcher.search(query, limit=TEN).top_n)


class Bm25s(Peer):
    """bm25s, in memory."""

    name = "bm25s"

    def _build(self) -> None:
        import bm25s

        tokens = bm25s.tokenize(list(self._texts()), stopwords=None, show_progress=False)
        made = bm25s.BM25()
        made.index(tokens, show_progress=False)
        made.save(str(self._folder))

    def open(self) -> None:
        """Load, mapped."""
        import bm25s

        self._open = bm25s.BM25.load(str(self._folder), mmap=True)

    def ask(self, question: str) -> int:
        """Search."""
        import bm25s

        tokens = bm25s.tokenize(question, stopwords=None, show_progress=False, return_ids=False)
        found, _ = self._open.retrieve(tokens, k=TEN, show_progress=False)
        return len(found[0])


class Fts5(Peer):
    """SQLite FTS5, any of the words, by bm25()."""

    name = "fts5"

    def _build(self) -> None:
        base = sqlite3.connect(self._folder / "base.sqlite")
        base.execute("CREATE VIRTUAL TABLE t USING fts5(text)")
        base.executemany("INSERT INTO t VALUES (?)", ((text,) for text in self._texts()))
        base.commit()
        base.close()

    def open(self) -> None:
        """Open the file."""
        self._open = f"file:{self._folder / 'base.sqlite'}?mode=ro"
        self._base().execute("SELECT count(*) FROM t WHERE t MATCH 'a'").fetchone()

    def _base(self) -> sqlite3.Connection:
        return sqlite3.connect(self._open, uri=True)

    def ask(self, question: str) -> int:
        """Search."""
        wanted = " OR ".join(f'"{word}"' for word in _WORD.findall(question))
        base = self._base()
        try:
            return len(
                base.execute(
                    "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10", (wanted,)
                ).fetchall()
            )
        finally:
            base.close()


class Tantivy(Peer):
    """Tantivy with its default tokeniser."""

    name = "tantivy"

    def _build(self) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder().add_text_field("text").build()
        writer = tantivy.Index(schema, path=str(self._folder)).writer(256_000_000)
        for text in self._texts():
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Open the index."""
        import tantivy

        self._open = tantivy.Index.open(str(self._folder))

    def ask(self, question: str) -> int:
        """Search."""
        query = self._open.parse_query(words_of(question), ["text"])
        return len(self._open.searcher().search(query, TEN).hits)


class FaissFlat(Peer):
    """faiss, every vector compared, single precision."""

    name = "faiss"

    def _build(self) -> None:
        import faiss

        embedder = model()
        made = faiss.IndexFlatIP(embedder.dimensions)
        for some in batches(self._texts(), 1000):
            made.add(embedder.embed_passages(some))
        faiss.write_index(made, str(self._folder / "flat.faiss"))

    def open(self) -> None:
        """Load the vectors and the model."""
        import faiss

        self._open = faiss.read_index(str(self._folder / "flat.faiss"))
        self._embedder = model()

    def ask(self, question: str) -> int:
        """Search."""
        return len(self._open.search(self._embedder.embed_queries([question]), TEN)[1][0])


class LanceDb(Peer):
    """LanceDB: full text and vectors, joined by reciprocal rank."""

    name = "lancedb"

    def _build(self) -> None:
        import lancedb

        embedder = model()
        table: Any = None
        base = lancedb.connect(str(self._folder))
        for some in batches(self._texts(), 10_000):
            vectors = embedder.embed_passages(some)
            rows = [{"text": t, "vector": v} for t, v in zip(some, vectors, strict=True)]
            if table is None:
                table = base.create_table("t", rows)
            else:
                table.add(rows)
        table.create_fts_index("text")

    def open(self) -> None:
        """Open the table and the model."""
        import lancedb

        self._open = lancedb.connect(str(self._folder)).open_table("t")
        self._embedder = model()

    def ask(self, question: str) -> int:
        """Search."""
        vector = self._embedder.embed_queries([question])[0]
        query = self._open.search(query_type="hybrid").vector(vector).text(words_of(question))
        return len(query.limit(TEN).to_arrow())


PEERS = (Whoosh, Bm25s, Fts5, Tantivy, FaissFlat, LanceDb)


def words_of(question: str) -> str:
    """Return the words of a question without the signs that a query language would read."""
    return " ".join(_WORD.findall(question)).lower()


def model() -> Any:  # noqa: ANN401
    """Return the static model that ships."""
    from index.embedding import models

    return models.load(None)


def batches(items: Iterator[str], size: int) -> Iterator[list[str]]:
    """Yield ``items``, ``size`` at a time."""
    while some := list(islice(items, size)):
        yield some
