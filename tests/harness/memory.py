"""The most memory a process ever held, told while it runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def peak_mb(process: subprocess.Popen[str]) -> float:
    """Waits for its end; its own memory, not that of the one it was forked from."""
    peak = 0
    while process.poll() is None:
        told = Path("/proc", str(process.pid), "status").read_text()
        peak = max(peak, int(found[1]) if (found := re.search(r"VmHWM:\s+(\d+) kB", told)) else 0)
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    return peak / 1024
