"""The Milvus adapters: vectors and words of a library on a Milvus cluster or in a Lite file.

Rows are only ever appended: each bears the number of the build that wrote it (``born``), and
a generation's folder holds a pointer (``remote.json``) that says which builds it sees and
which documents were removed since.  So a build copies nothing, a killed one is seen by nobody,
and the generation before stays as it was until :func:`forget` is told that nobody keeps it.

Everything used is plain Milvus 2.5: INT64, ARRAY, VARCHAR, vector and sparse fields, scalar
and vector indexes, filtered search and query, deletion by expression.  The contract suite runs
on Milvus Lite 3.2 and was run once on Milvus Lite 2.5, which has a cluster's own C++ core
below one process; no cluster was at hand: what only a cluster does (replicas, HNSW over
segments on several nodes, tokens) was not run.
"""

from index.remote.milvus.client import reach, release
from index.remote.milvus.place import MilvusAddress
from index.remote.milvus.sweep import forget
from index.remote.milvus.text_index import MilvusText
from index.remote.milvus.text_writer import MilvusTextWriter
from index.remote.milvus.vector_index import MilvusVectors

__all__ = [
    "MilvusAddress",
    "MilvusText",
    "MilvusTextWriter",
    "MilvusVectors",
    "forget",
    "reach",
    "release",
]
