"""The house rules that a machine can read: SQL files used and headed, strings translated, layers declared whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from layers import registry
from layers.layer import Layer

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("geo_platform", "layers", "etl", "dashboards")
SQL = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("sql/**/*.sql"))
PYTHON = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAX_MODULE_LINES = 400


def literals() -> set[str]:
    """Every string in our Python, the generator of demonstration data included."""
    found: set[str] = set()
    for path in (*PYTHON, *(ROOT / "fixtures").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.mark.parametrize("path", SQL, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_query_file_says_its_question_and_grain(path: Path) -> None:
    lines = path.read_text().splitlines()
    header = [line for line in lines[:10] if line.startswith("--")]
    assert lines[0].startswith("-- ") and len(lines[0]) > 20, "the first line says what the file is for"
    reads = next(line for line in lines if not line.startswith("--")).lower().startswith(("select", "with"))
    if reads and not path.stem.startswith("load_"):
        assert "Grain" in "\n".join(header), "a query says what one of its rows is"


def test_every_query_file_is_used() -> None:
    said = literals()
    unused = [
        str(path.relative_to(ROOT))
        for path in SQL
        if not any(text.endswith(path.name) or text == path.stem for text in said)
    ]
    assert unused == []


@pytest.mark.parametrize("layer", registry.layers().values(), ids=lambda layer: layer.slug)
def test_a_layer_is_declared_in_both_languages(layer: Layer) -> None:
    assert layer.title_fr and layer.title_ar and layer.source_fr and layer.source_ar and layer.licence
    untitled = [f.name for f in layer.fields if not (f.title_fr and f.title_ar)]
    assert untitled == []


def test_modules_keep_to_one_concept() -> None:
    long = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in PYTHON
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > MAX_MODULE_LINES
    }
    assert long == {}


def test_no_layer_or_source_is_named_in_a_condition() -> None:
    chain = re.compile(r"if (slug|layer|name|source)(\.slug)? ?== ?[\"']")
    offenders = [str(path.relative_to(ROOT)) for path in PYTHON if chain.search(path.read_text())]
    assert offenders == []
