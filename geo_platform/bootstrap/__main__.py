"""bin/up, bin/test, bin/bench and bin/manage: each makes ready what it needs, then does its work."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from geo_platform.bootstrap import assets, database, machine, serve
from geo_platform.bootstrap.console import LOCAL, ROOT, Failure, err, load_env, say, show
from geo_platform.bootstrap.machine import PYTHON

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def _machine(tests: bool = False, peers: bool = False, clients: bool = False) -> None:
    LOCAL.mkdir(mode=0o755, exist_ok=True)
    machine.debian_packages(tests, peers, clients)
    machine.python_packages(tests)
    machine.data_packages()
    machine.front_end_files()
    assets.catalogue()


def up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/up", description="Sets everything up, then serves the platform."
    )
    parser.add_argument("--host", default=os.environ.get("GEO_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("GEO_PORT", "8000")))
    parser.add_argument("--no-serve", action="store_true", help="set up and stop there")
    parser.add_argument(
        "--only", choices=["web", "worker"], help="one process, nothing prepared: for containers"
    )
    parser.add_argument("--empty", action="store_true", help="no demonstration data nor accounts")
    options = parser.parse_args(arguments)
    if not options.no_serve:
        serve.check_port(options.host, options.port)
    os.environ.update(GEO_HOST=options.host, GEO_PORT=str(options.port))
    if options.empty:
        os.environ["GEO_FICTITIOUS_DATA"] = "0"
    _machine()
    if options.only:
        return _one_process(options.only, options.host, options.port)
    with database.in_use():
        database.prepare(demo=not options.empty)
        assets.static_files()
        if not options.empty and options.host in LOOPBACK:
            _demo_accounts()
        if options.no_serve:
            say("everything is in place; bin/up serves it")
            return 0
        say("starting the web server and the worker …")
        return serve.Supervisor(options.host, options.port).run()


def _one_process(kind: str, host: str, port: int) -> int:
    command = serve.web_command(host, port) if kind == "web" else serve.worker_command()
    os.chdir(ROOT)
    os.execv(command[0], command)


def build(arguments: list[str]) -> int:
    """All that needs no database: what an image holds."""
    _machine()
    assets.static_files()
    return 0


def _demo_accounts() -> None:
    """Made once, with random passwords shown once; never where the platform can be reached from outside."""
    if machine.fresh("demo-accounts", database.identity()):
        return
    if show(PYTHON, "manage.py", "demo_accounts"):
        raise Failure("the demonstration accounts could not be made")
    machine.stamp("demo-accounts", database.identity())


LINTS: dict[str, list[str]] = {
    "ruff": ["-m", "ruff", "check", "-q", "."],
    "mypy": ["-m", "mypy"],
    "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "check": ["manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
}


def _lint() -> list[str]:
    failed = []
    for name, command in LINTS.items():
        say(name)
        if show(PYTHON, *command):
            failed.append(name)
    return failed


def test(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Lint, types, import contracts, checks and tests. The rest goes to pytest.",
    )
    parser.add_argument("--full", action="store_true", help="also the heavy tests")
    parser.add_argument("--no-lint", action="store_true", help="only pytest")
    options, rest = parser.parse_known_args(arguments)
    _machine(tests=True, clients=options.full)
    os.environ.update(GEO_DB_ROLE="owner", GEO_HOST="127.0.0.1")
    with database.in_use():
        assets.static_files()
        failed = [] if options.no_lint else _lint()
        pytest = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--durations=20"]
        if options.full:
            pytest += ["-m", "full or not full"]
        status = show(*pytest, *rest)
    if failed:
        err(f"bin/test: {', '.join(failed)} failed, see above")
    return status or (1 if failed else 0)


def bench(arguments: list[str]) -> int:
    """Races on the loaded Kingdom; results as JSON and Markdown in .local/bench."""
    _machine(tests=True, peers=True)
    folder = LOCAL / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    with database.in_use():
        database.prepare(demo=True)
        assets.static_files()
        env = os.environ | {"GEO_BENCH_PEERS": str(machine.peer_packages())}
        return show(PYTHON, "-m", "tests.bench", "--output", folder, *arguments, env=env)


def manage(arguments: list[str]) -> int:
    """Paths in the arguments are the caller's: the working directory is kept."""
    _machine()
    os.chdir(os.environ.get("GEO_CALLER_DIR", "."))
    with database.in_use():
        return subprocess.run([PYTHON, ROOT / "manage.py", *arguments], check=False).returncode


def lock(arguments: list[str]) -> int:
    """Resolve setup.cfg anew into the hashed requirements; no address of an index is written."""
    uv = machine.tool("uv")
    common = [
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-header",
    ]
    command = [uv, "pip", "compile", "-q", *common, "setup.cfg"]
    status = show(*command, "-o", "requirements.txt", *arguments)
    status = status or show(*command[:-1], "requirements-peers.in", "-o", "requirements-peers.txt", *arguments)
    data = ["requirements-data.in", "--no-deps", "--no-annotate", "-o", "requirements-data.txt"]
    status = status or show(*command[:-1], *data, *arguments)
    extras = ["--extra", "test", "--extra", "dev", "-c", "requirements.txt"]
    return status or show(*command, *extras, "-o", "requirements-dev.txt", *arguments)


VERBS = {"up": up, "build": build, "test": test, "bench": bench, "manage": manage, "lock": lock}


def main() -> int:
    os.environ.pop(
        "PYTHONSAFEPATH", None
    )  # for this process only, so that the caller's folder hides no module
    os.environ.pop("PYTHONPATH", None)
    os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    load_env()
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if verb not in VERBS:
        raise Failure(f"usage: python -m geo_platform.bootstrap {'|'.join(VERBS)} …")
    return VERBS[verb](sys.argv[2:])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
