"""What the tests have a forked child do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from ingest.readers.child import Work

_remembered: list[str] = []


def _do(what: str) -> dict[str, object]:
    if what == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "size":
        return {"size": len(sys.stdin.buffer.read())}
    if what == "leave":
        return {"left": subprocess.Popen(["sleep", "300"]).pid}
    _remembered.append(what)
    return {"remembered": len(_remembered)}


WORK = Work(_do, lambda: None)
