"""Hashes that tell whether a step must be done again."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("geo_platform", "layers", "etl", "dashboards", "fixtures")
REFERENCE_LOADS = (
    "load_territories",
    "load_census",
    "load_localities",
    "load_spread",
    "load_law",
    "load_rasters",
)
# Hashes of the data packages that were installed aside (machine.data_packages): without one its load says so.
DATA_STAMP = ROOT / ".local" / "stamps" / "requirements-data.txt"
DEMO_LOAD = "load_demo"
# Made from what was loaded, invented or not.
PUBLICATIONS = ("publish_cube", "load_public_maps", "project_alerts")
DATA_SUFFIXES = {".sql", ".json", ".csv", ".toml"}


def of_files(paths: Iterable[Path], *more: str) -> str:
    digest = hashlib.sha256("\0".join(more).encode())
    for path in sorted(set(paths)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _module_file(name: str) -> Path | None:
    base = ROOT.joinpath(*name.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.exists():
            return path
    return None


def _imports(path: Path) -> Iterator[str]:
    package = list(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _followed(start: Iterable[Path]) -> set[Path]:
    """These files and all of ours that they import, transitively."""
    todo, seen = list(start), set[Path]()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in _imports(path):
            if name.split(".")[0] in PACKAGES and (found := _module_file(name)):
                todo.append(found)
    return seen


def _named_queries(path: Path) -> Iterator[Path]:
    """The SQL files a module names: it loads them by "theme/file.sql"."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".sql"):
            yield from (ROOT / "layers" / "sql").glob(f"**/{Path(node.value).name}")


def command_file(name: str) -> Path | None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob(f"management/commands/{name}.py"):
            return path
    return None


def database(demo: bool) -> str:
    """All that decides what migrate and the loads leave in the database."""
    names = [*REFERENCE_LOADS, *([DEMO_LOAD] if demo else []), *PUBLICATIONS]
    start = [found for name in names if (found := command_file(name))]
    start += [p for name in PACKAGES for p in (ROOT / name).rglob("migrations/*.py")]
    files = _followed(start)
    for folder in {p.parent for p in files}:
        files |= {p for p in folder.iterdir() if p.suffix in DATA_SUFFIXES}
    if demo:
        files |= {p for p in (ROOT / "fixtures").rglob("*") if p.is_file() and p.suffix != ".pyc"}
    files |= {query for path in files if path.suffix == ".py" for query in _named_queries(path)}
    data = DATA_STAMP.read_text() if DATA_STAMP.exists() else ""
    return of_files([*files, ROOT / "requirements.txt", ROOT / "geo_platform" / "cluster.sql"], data)
