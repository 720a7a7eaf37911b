"""Who is measured: Vankien without and with its encoder, and its peers."""

from __future__ import annotations

from typing import Any

from benchmarks.scale.databases import Milvus, Postgres
from benchmarks.scale.own import Encoded, Own
from benchmarks.scale.peers import PEERS

CONTESTANTS: dict[str, Any] = {one.name: one for one in (Own, Encoded, *PEERS, Postgres, Milvus)}
