"""Reading in a process of its own, which is stopped when it takes too long or too much.

What parses documents is written in C and handles whatever a sender made. A page limit or a look at
the clock between pages helps nothing inside one call of it, and a thread cannot be stopped. So the
bytes go to a second Python with a ceiling on memory and time and without our environment, and only
text comes back. A fall there is a sentence here.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from .common import LIMIT, REASONS, WARNINGS, Read, Unreadable

SECONDS = 20  # a server waits thirty for a worker
MEMORY = 1024 * 1024 * 1024
_at_once = threading.BoundedSemaphore(2)  # so that many senders together do not take the machine's memory

_HOME = str(Path(__file__).resolve().parents[3])
_BEGIN = "import sys; sys.path.append(sys.argv[1]); from agreements.extraction.reading.apart import serve; serve()"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


def read_apart(kind: str, data: bytes, limit: int = LIMIT, *, seconds: int = SECONDS, memory: int = MEMORY) -> Read:
    """What `read_here` gives, from a process of its own; Unreadable "too_slow" or "failed" when that one ends early."""
    said = [sys.executable, "-I", "-c", _BEGIN, _HOME, kind, str(limit), str(seconds), str(memory)]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    if not _at_once.acquire(timeout=seconds):
        raise Unreadable("too_slow")
    try:
        done = subprocess.run(said, input=data, capture_output=True, timeout=seconds, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow") from error
    except OSError as error:
        raise Unreadable("failed") from error
    finally:
        _at_once.release()
    try:
        told = json.loads(done.stdout)
        reason, text, warnings = told["reason"], told["text"], told["warnings"]
    except (ValueError, LookupError, TypeError) as error:
        raise Unreadable("failed") from error
    if reason:
        raise Unreadable(reason if reason in REASONS else "failed")
    return Read(text, kind, tuple((name, int(count)) for name, count in warnings if name in WARNINGS))


def read_here(kind: str, data: bytes, limit: int = LIMIT) -> Read:
    """The text of a .docx, .pdf or .html file, read in this process; Unreadable when there is none."""
    if kind == "docx":
        from .docx import read_docx as reader
    elif kind == "pdf":
        from .pdf import read_pdf as reader
    else:
        from .web import read_html as reader
    try:
        return reader(data, limit)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # hostile bytes bring out whatever a parser can raise
        raise Unreadable("broken") from error


def serve() -> None:
    """What the process of its own does: read standard input, answer with JSON on standard output."""
    _home, kind, limit, seconds, memory = sys.argv[1:6]
    _bind(int(seconds), int(memory))
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    reason, text, warnings = "", "", ()
    try:
        found = read_here(kind, sys.stdin.buffer.read(), int(limit))
        text, warnings = found.text, found.warnings
    except Unreadable as error:
        reason = error.reason_code
    except MemoryError:
        reason = "bomb"
    json.dump({"reason": reason, "text": text, "warnings": warnings}, answer)
    answer.flush()
    os._exit(0)  # nothing needs tidying, and a parser's own tidying may fall


def _bind(seconds: int, memory: int) -> None:
    """Limit this process; a system without such limits has the parent's time-out."""
    try:
        import resource
    except ImportError:
        return
    ceilings = {"RLIMIT_AS": memory, "RLIMIT_CPU": seconds, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}
    for name, ceiling in ceilings.items():
        try:
            resource.setrlimit(getattr(resource, name), (ceiling, ceiling))
        except (AttributeError, OSError, ValueError):
            continue
