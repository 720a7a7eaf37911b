"""Speed and size, side by side with what a user would pick instead.

``python -m benchmarks.scale --text DIR --work DIR --sizes 1000,10000,100000`` builds a library
of each size from real text (``real``: one of whole documents, from ``--data DIR``), asks it and
its peers the same questions, each in a process of its own, and writes ``docs/scale.md`` with its
plot ``docs/scale.svg``.
"""
