"""Measure retrieval and write ``docs/quality.md``: ``python -m benchmarks.quality DATA``.

``DATA`` holds development sets, a folder each under ``bench/`` with ``passages.jsonl`` and
``queries.jsonl``.  The sample documents are measured besides, as a library built by the
command, with the judged questions that ship (``corpus_queries.jsonl``).
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import build_index
from benchmarks import diacritics, real_documents
from index.embedding import encoder, models
from index.evaluation.bench import Bench, read_bench
from index.evaluation.judgement import read_judged
from index.evaluation.measures import table
from index.evaluation.ranking_eval import Rankings, evaluate, measured
from index.evaluation.reader_eval import reader_table
from index.evaluation.run import measured as library_measured
from index.evaluation.run import rankings
from index.ranking import ScoredKeys
from index.search.fusion import joint

log = logging.getLogger(__name__)
ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "benchmarks" / "corpus_queries.jsonl"
SETS = diacritics.SETS
REAL, SAMPLES = "Real documents", "The sample documents as a library"
DIACRITICS = "Diacritics"
WEIGHTS = (0.5, 0.6, 0.7, 0.8, 0.9)

HEAD = """\
# Quality of retrieval

Written by `python -m benchmarks.quality DATA`; never edited by hand. Each figure is a mean over
questions with its 95 % bootstrap interval. Questions are typed in full, without any diacritics
(`none`), and with half of the words stripped (`half`).

- `syllables`: single syllables as typed, BM25; the baseline.
- `words`: syllables and adjacent pairs, diacritics restored, question words left out, BM25.
- `meaning`: the static model alone (mean of the whole passage and its best window).
- `encoder`: the encoder alone (the same, windows of 192 tokens).
- `hybrid`: what a reader's search does ([`index/search/fusion.py`](../index/search/fusion.py),
  [`index/search/late.py`](../index/search/late.py)).

What readers get of real documents comes first. The weights of the fusion and of neighbours were
chosen on the development half of those questions and on the two sets after them, so the figures
of these flatter; those of the samples, whose questions were written beside their documents, the
most. `--sections` measures some sections anew and keeps the others as they stand.
"""

LIBRARY = """\
## The sample documents as a library

{questions} judged questions, {empty} of them about matters the samples do not speak of:
[`benchmarks/corpus_queries.jsonl`](../benchmarks/corpus_queries.jsonl). They were written beside
the documents by the same people, so words come easy to them. {passages} passages.

{runs}
What a reader gets: `answered`, of the questions with an answer, those not told "không tìm thấy";
`first`, those whose first passage is a right one; `sentence`, of the right passages shown, those
whose marked sentence holds the answer; `nothing`, of the questions without an answer, those told
"không tìm thấy".

{reader}"""


def weights(bench: Bench, ways: Rankings) -> Iterator[str]:
    """Yield nDCG@10 of the hybrid at several weights of words: how flat its top is."""
    typed = [query.text for query in bench.queries]
    fused = {text: ways.fused(text) for text in typed}
    for weight in WEIGHTS:

        def way(text: str, weight: float = weight) -> ScoredKeys:
            one = fused[text]
            return ways.ordered(text, one.rescored(joint(one, weight)))

        yield str(measured(bench, way, typed)["ndcg@10"])


def _model() -> str:
    return "\n".join(
        _trained(own.name, own.dimensions, own.digest)
        for own in (models.load(), encoder.load())
        if own is not None
    )


def _trained(name: str, dimensions: int, digest: str) -> str:
    folder = Path(models.__file__).parents[1] / "models" / name
    record = json.loads((folder / "training.json").read_text("utf-8"))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    return (
        f"`{name}`: {dimensions} dimensions, {size:.1f} MB, trained in {record['steps']} steps,"
        f" {record['minutes']} minutes; digest {digest[:12]}.\n"
    )


def _set(name: str, folder: Path) -> str:
    bench = read_bench(folder / "passages.jsonl", folder / "queries.jsonl")
    with tempfile.TemporaryDirectory() as scratch:
        ways = rankings(Path(scratch), bench, None)
        runs = evaluate(bench, ways)
        flat = " | ".join(weights(bench, ways))
    kept = {one.accents: one.scores["ndcg@10"].value for one in runs if one.name == "hybrid"}
    return f"""\
## {name}

{len(bench.ids)} passages, {len(bench.queries)} questions. Hybrid, nDCG@10: without diacritics
{kept["none"] / kept["full"]:.1%} of what it is with them, with half of them
{kept["half"] / kept["full"]:.1%}.

{table(runs)}
Hybrid nDCG@10 by the weight of words:

| {" | ".join(map(str, WEIGHTS))} |
|{" --- |" * len(WEIGHTS)}
| {flat} |
"""


def _samples() -> str:
    questions = read_judged(QUESTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "library"
        if build_index.main([str(ROOT / "corpus"), "--library", str(library)]) != 0:
            raise SystemExit("the samples could not be built")
        report = library_measured(library, questions, None)
    return LIBRARY.format(
        questions=report.queries,
        empty=sum(not one.entries for one in questions),
        passages=report.passages,
        runs=table(report.runs),
        reader=reader_table(report.reader),
    )


def sections(page: str) -> dict[str, str]:
    """Return the sections of a page by heading; what comes before the first under ``""``."""
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    return {
        part.split("\n", 1)[0].removeprefix("## ") if n else "": part
        for n, part in enumerate(parts)
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure everything, or some sections; write the page."""
    parser = argparse.ArgumentParser(description="Đo chất lượng tìm kiếm, ghi docs/quality.md.")
    parser.add_argument("data", type=Path, help="thư mục có bench/TÊN/passages.jsonl")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "quality.md")
    parser.add_argument("--sections", nargs="+", choices=[REAL, *SETS, SAMPLES, DIACRITICS])
    parser.add_argument("--real-library", type=Path, help="kho các văn bản thật đã dựng sẵn")
    options = parser.parse_args(argv)
    measures: dict[str, Callable[[], str]] = {
        REAL: lambda: real_documents.section(options.data, options.real_library),
        **{name: partial(_set, name, options.data / "bench" / name) for name in SETS},
        SAMPLES: _samples,
        DIACRITICS: lambda: diacritics.section(options.data),
    }
    old = sections(options.out.read_text("utf-8")) if options.out.is_file() else {}
    parts = [f"{HEAD}\n{_model()}"]
    for name, measure_section in measures.items():
        if options.sections is None or name in options.sections:
            log.info("%s …", name)
            parts.append(measure_section())
        elif name in old:
            parts.append(old[name])
    options.out.write_text("\n".join(part.rstrip() + "\n" for part in parts), "utf-8")
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    raise SystemExit(main())
