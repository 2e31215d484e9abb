"""Real clients, as people have them: QGIS with Debian's own Python, without a screen."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROBE = Path(__file__).parent / "probe.py"


@pytest.fixture(scope="session")
def qgis(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """qgis("question", name=value, …): the answer of `probe.py`; its complaints fail the test."""
    home = tmp_path_factory.mktemp("qgis")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "LANG": "C.UTF-8",
    }

    def ask(question: str, **arguments: Any) -> Any:
        command = ["/usr/bin/python3", "-W", "error", str(PROBE), question, json.dumps(arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    return ask
