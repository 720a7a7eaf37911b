"""A plan of capacity up to a nation's library, reckoned from what was measured."""

from __future__ import annotations

import math
from typing import Any

Found = dict[str, Any]

SIZES = (10**5, 10**6, 10**7, 10**8)
ROW = 1_078
"""Bytes of a passage in PostgreSQL 15: 10,000 passages of the text of this report in the table of
passages, with its indexes and compressed long texts (``pg_total_relation_size``)."""
TERMS = 270
"""Different terms of a passage (mean over 2,000 passages of the text of this report)."""
WEIGHT = 8
"""Bytes of one number of a sparse vector: four for its place, four for its value."""
HALF = 2
"""Bytes of a number of a whole's vector in Milvus (FLOAT16_VECTOR)."""
LINKS = 16
"""M of the graph (:mod:`index.remote.milvus.vector_index`): 2 M links at the ground, four bytes
each, and M at each level above, to which one passage in M rises."""
SCALARS = 40
"""Bytes of key, document, birth and length, in both collections."""
OVER = 31.2 / 22.9
"""Memory over raw vectors that a published calculator for Milvus gives for HNSW: 31.2 GB for
8 million vectors of 768 numbers, 22.9 GB raw [1]."""
NODE = 64
"""GB of memory of one server."""
FULL = 0.75
"""Share of a server's memory that is planned to be used."""
PER_LIST = 200
"""Passages whose windows come back for one question."""
_SOURCE = (
    "[1] Alibaba Cloud, *Milvus resource estimation and configuration recommendations*"
    " (alibabacloud.com/help/en/milvus), read 2026-11-23; HNSW, M = 4. With two of everything,"
    " as it advises for service that must not stop, take the figures twice."
)


def text(own: list[Found]) -> str:
    """Return the plan, from the largest of Vankien's own libraries that was measured."""
    if not own:
        return ""
    most = max(own, key=lambda one: one["size"])
    return "\n".join([*_one_machine(most), "", *_many(most)]) + "\n"


def _one_machine(most: Found) -> list[str]:
    each = most["bytes"] / most["size"]
    parts = sorted(most["parts"].items(), key=lambda part: -part[1])
    shares = ", ".join(f"{name} {size / most['size']:,.0f}" for name, size in parts[:5])
    lines = [
        "## Capacity",
        "",
        f"From the largest library measured ({most['size']:,} passages of some 120 syllables"
        f"{_when(most)}):"
        f" {each:,.0f} bytes on disk a passage ({shares});"
        f" {most['build_cpu_s'] / most['size'] * 1e3:.2f} ms of processor to build one, parsing"
        f" apart; {most['build_mb']['own']:,.0f} MB at most while building and"
        f" {most['service_mb']['own']:,.0f} MB in service, all processes together. Figures of"
        " another size are in proportion, and marked so.",
        "",
        "### One machine (SQLite, faiss, Tantivy)",
        "",
        "| passages | disk GB | of it vectors of wholes GB | core hours to build |",
        "| --- | --- | --- | --- |",
    ]
    for size in SIZES[:3]:
        mark = "" if size == most["size"] else " (projected)"
        wholes = sum(most["parts"].get(name, 0) for name in _WHOLES) / most["size"] * size / 1e9
        hours = most["build_cpu_s"] / most["size"] * size / 3600
        lines.append(
            f"| {size:,}{mark} | {each * size / 1e9:,.1f} | {wholes:,.1f} | {hours:,.2f} |"
        )
    return [
        *lines,
        "",
        "A build keeps vectors on disk; codes of 128 bytes a passage are in the memory of every"
        " process that searches, and compared one by one. That ends what one machine does: past"
        " some ten million passages take the servers below.",
    ]


def _when(most: Found) -> str:
    told = [str(most.get("at", ""))[:10], str(most.get("version", ""))]
    return f", measured {' '.join(told).strip()}" if any(told) else ""


_WHOLES = ("vectors/whole_rows.npy", "vectors/wholes.faiss")
"""Files of the vectors of wholes: of now, and of when the largest library was measured."""


def _many(most: Found) -> list[str]:
    parts, size = most["parts"], most["size"]
    dimensions = 512
    whole = HALF * dimensions
    graph = 4 * (2 * LINKS + LINKS / (LINKS - 1))
    stretches = sum(parts.get(f"vectors/{name}.npy", 0) for name in ("rows", "scales")) / size
    windows = math.ceil(stretches * 4 / 3)
    words = TERMS * WEIGHT
    memory = (words + whole + graph + SCALARS) * OVER
    disk = 2 * words + 2 * whole + graph + windows + 2 * SCALARS
    lines = [
        "### Many machines (PostgreSQL and Milvus)",
        "",
        "Reckoned, not measured: no cluster was at hand. Bytes of a passage:"
        f" PostgreSQL {ROW:,} (measured on a server of version 15: table of passages with indexes);"
        f" Milvus, words {words:,} ({TERMS} terms, measured, of {WEIGHT} bytes);"
        f" vector of the whole {whole:,}; links of its graph {graph:,.0f};"
        f" windows {windows:,} (as measured on disk here, in base64). In memory stand words,"
        f" wholes, graph and numbers, times {OVER:.2f} [1]: {memory:,.0f} bytes; windows are mapped"
        f" from the query nodes' disks. On disk rows and indexes lie beside one another:"
        f" {disk:,.0f} bytes, and as much again is free for merging segments.",
        "",
        f"| passages | PostgreSQL GB | Milvus memory GB | query nodes of {NODE} GB |"
        " Milvus disk GB, with room to merge | core hours to build |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for wanted in SIZES[1:]:
        held = memory * wanted / 1e9
        hours = most["build_cpu_s"] / size * wanted / 3600
        lines.append(
            f"| {wanted:,} | {ROW * wanted / 1e9:,.1f} | {held:,.1f} |"
            f" {math.ceil(held / (NODE * FULL))} | {2 * disk * wanted / 1e9:,.1f} | {hours:,.1f} |"
        )
    return [
        *lines,
        "",
        "- **A question** asks Milvus twice (words, wholes) and PostgreSQL a few times by key."
        f" {PER_LIST} rows with their windows come back: {PER_LIST * windows / 1e3:,.0f} KB; a"
        " thousand questions a second are"
        f" {PER_LIST * windows * 1000 / 1e9 * 8:,.1f} Gbit/s, so web servers and query nodes belong"
        " on one network. What a web server does itself (accents, fusion, sentences, marks) hangs"
        f" on what is shown, not on the size: at most the {most['cpu_ms']:.1f} ms of processor"
        f" a question took on {size:,} passages, or"
        f" {1000 / most['cpu_ms']:,.0f} questions a second and core.",
        "- **Web servers** hold the syllables and the cards of documents, not the passages; add as"
        " many as questions ask for. They share the library's folder (pointers, originals).",
        "- **Building** adds rows only, so what a day brings is what a day costs; the whole of a"
        " hundred million passages is the last column, once, shared out to as many processes as"
        " the building server has cores.",
        "- **PostgreSQL** at a hundred million passages is one server's work (its indexes by key"
        f" and document are {991_232 / 10_000 * 1e8 / 1e9:,.0f} GB, measured on 10,000), with a"
        " copy to read from if it should fail.",
        "",
        _SOURCE,
    ]
