"""The web server and the worker, started together, watched, and ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from types import FrameType

from geo_platform.bootstrap.console import ROOT, Failure, say
from geo_platform.bootstrap.machine import PYTHON

Process = subprocess.Popen[bytes]


def check_port(host: str, port: int) -> None:
    """Said at once, not after minutes of preparation."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(f"{host}:{port}: {error.strerror}. Choose another with --port or --host.") from None


def web_command(host: str, port: int) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [str(PYTHON), "-m", "gunicorn", "geo_platform.wsgi", "-b", address, "--no-control-socket"]
    command += ["-w", os.environ.get("WEB_CONCURRENCY", "2"), "--threads", os.environ.get("GEO_THREADS", "4")]
    # A zone drawn by hand travels in the address: gunicorn's own 4,094 bytes are few, this is the most it takes.
    command += ["--limit-request-line", "8190"]
    return [*command, "--timeout", "90", "--graceful-timeout", "10", "--log-level", "warning"]


def worker_command() -> list[str]:
    return [str(PYTHON), str(ROOT / "manage.py"), "worker"]


def _answers(host: str, port: int) -> bool:
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    shown = f"[{reached}]" if ":" in reached else reached
    try:
        with urllib.request.urlopen(f"http://{shown}:{port}/healthz", timeout=10):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


class Supervisor:
    """gunicorn leads: when it ends, all ends. A worker that dies is started again, ever more slowly."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.stopping = False
        self.pause = 1.0
        self.again = 0.0

    def _start(self, command: list[str]) -> Process:
        # A group of its own: Ctrl-C reaches this process only, which then ends the others in order.
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        web = self._start(web_command(self.host, self.port))
        running = [web]
        try:
            while not self.stopping and web.poll() is None:
                if len(running) > 1:
                    running[1] = self._watch(running[1])
                elif _answers(self.host, self.port):
                    say(f"ready: http://{self.host}:{self.port}/  (Ctrl-C stops everything)")
                    # Only now: its imports would keep the first page waiting.
                    running.append(self._start(worker_command()))
                time.sleep(0.2)
        finally:
            self._end(*running)
        return 0 if self.stopping else (web.returncode or 1)

    def _watch(self, worker: Process) -> Process:
        if worker.poll() is None:
            return worker
        now = time.monotonic()
        if not self.again:
            say(f"the worker ended ({worker.returncode}); it starts again in {self.pause:.0f} s")
            self.again = now + self.pause
            self.pause = min(self.pause * 2, 60)
        elif now >= self.again:
            self.again = 0.0
            return self._start(worker_command())
        return worker

    @staticmethod
    def _end(*processes: Process) -> None:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 15
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
