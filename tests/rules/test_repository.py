"""What the repository may hold, and that its settings are told to the people who set them."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]
TEXT = [
    path for path in TRACKED if path.suffix not in {".png", ".xlsx", ".fgb", ".gpkg", ".shp", ".dbf", ".shx"}
]
CODE = [path for path in TEXT if path.suffix in {".py", ".js", ".mjs", ".css", ".html", ".sql", ".sh"}]
INTERNAL = {"GEO_CALLER_DIR", "GEO_BENCH_PEERS", "GEO_A", "GEO_B"}


def test_no_file_is_heavy() -> None:
    heavy = [str(p.relative_to(ROOT)) for p in TRACKED if p.stat().st_size > 400_000]
    assert heavy == []


def test_nothing_is_left_undone_in_code() -> None:
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|NotImplemented" + r"Error")
    assert [str(p.relative_to(ROOT)) for p in CODE if words.search(p.read_text())] == []


def test_no_exception_is_swallowed_whole() -> None:
    broad = re.compile(r"^\s*except( (Base)?Exception)?( as \w+)?:", re.MULTILINE)
    assert [str(p.relative_to(ROOT)) for p in CODE if p.suffix == ".py" and broad.search(p.read_text())] == []


def test_no_path_of_one_machine_nor_package_host_is_written() -> None:
    homes = re.compile(r"(?<![\w.])/(root|home/\w+|work|Users)/\w|pypi\.org|pythonhosted|registry\.npmjs")
    assert [
        str(p.relative_to(ROOT)) for p in TEXT if p != Path(__file__) and homes.search(p.read_text(errors="replace"))
    ] == []


def test_no_front_end_library_or_font_is_copied_in() -> None:
    assert [
        str(p.relative_to(ROOT))
        for p in TRACKED
        if p.suffix in {".woff", ".woff2", ".ttf"} or ".min." in p.name
    ] == []


def test_every_setting_from_the_environment_is_documented() -> None:
    asked = re.compile(
        r"environ(?:\.get|\.setdefault)?[\[(]\s*\"((?:GEO|DATABASE|GDAL|GEOS|SECRET|WEB)_[A-Z_]+)\""
    )
    used = {name for p in CODE if p.suffix == ".py" for name in asked.findall(p.read_text())} - INTERNAL
    told = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used - told == set()


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md"])
def test_links_of_the_documents_lead_somewhere(name: str) -> None:
    page = ROOT / name
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text())
    assert [t for t in targets if not (page.parent / t).exists() and not t.endswith(".png")] == []
