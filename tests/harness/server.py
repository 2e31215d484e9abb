"""The platform as it is served: gunicorn, as the application role, on its own clone of the Kingdom."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.harness import template


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    url: str
    database: str
    log: Path
    pid: int = 0

    @contextmanager
    def orm(self) -> Iterator[None]:
        """Use the ORM on the server's database: what is written is committed, and stays for the session."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.database
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


def _environment(database: str, port: int) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if k not in {"GEO_DB_ROLE", "DJANGO_ALLOW_ASYNC_UNSAFE"}}
    return env | {
        "DATABASE_URL": template.database_url(database, "app"),
        "DJANGO_SETTINGS_MODULE": "geo_platform.settings",
        "GEO_HOST": "127.0.0.1",
        "GEO_PORT": str(port),
    }


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers; what it says is the tests' business
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer:\n{log.read_text()[-5000:]}")


@contextmanager
def serve(database: str, log: Path) -> Iterator[Server]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "geo_platform.wsgi", "-b", f"127.0.0.1:{port}", "-w", "1"]
    command += ["--threads", "4", "--no-control-socket", "--graceful-timeout", "1"]
    command += ["--limit-request-line", "8190"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=template.ROOT, env=_environment(database, port), stdout=out, stderr=subprocess.STDOUT
        )
    try:
        _wait(url, process, log)
        yield Server(url, database, log, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
