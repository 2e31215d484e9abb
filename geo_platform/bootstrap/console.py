"""Progress on the terminal, and commands whose output is kept aside unless they fail."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = ROOT / ".local"
BEGUN = time.monotonic()


class Failure(SystemExit):
    """Ends the command with a sentence and no traceback."""


def say(text: str) -> None:
    print(f"[{time.monotonic() - BEGUN:6.1f} s] {text}", flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    say(f"{text} …")
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    if took > 2:
        say(f"  done in {took:.1f} s")


def run(*command: object, env: Mapping[str, str] | None = None, name: str = "") -> None:
    """Output goes to .local/log/<name>.log; its end is shown when the command fails."""
    words = [str(word) for word in command]
    folder = LOCAL / "log"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name or Path(words[0]).name}.log"
    with log.open("w") as out:
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=dict(env or os.environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        raise Failure(f"{' '.join(words)}\nfailed ({done.returncode}); the whole output is in {log}:\n{tail}")


def show(*command: object, env: Mapping[str, str] | None = None) -> int:
    """Output goes to the terminal; the exit status is the answer."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=dict(env or os.environ), check=False).returncode


def load_env(path: Path = ROOT / ".env") -> None:
    """KEY=value lines; what the environment already says wins."""
    if not path.exists():
        return
    for number, raw in enumerate(path.read_text().splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals:
            raise Failure(f"{path}:{number}: expected KEY=value, found {line!r}")
        os.environ.setdefault(key.strip(), value.strip().strip("\"'"))


def err(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
