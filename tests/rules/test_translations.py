"""Every French string people see has its Arabic, with the same placeholders."""

from __future__ import annotations

import gettext
import io
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = sorted((ROOT / "geo_platform" / "locale" / "parts").glob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@cache
def catalogue(path: Path) -> dict[str, str]:
    """msgid → Arabic of one part, read as gettext itself compiles it; plural entries keep their first form."""
    compiled = subprocess.run(["msgfmt", "-o", "-", str(path)], capture_output=True, check=True).stdout
    entries = gettext.GNUTranslations(io.BytesIO(compiled))._catalog  # type: ignore[attr-defined]
    return {key[0] if isinstance(key, tuple) else key: text for key, text in entries.items() if key}


def strings_in_use() -> set[str]:
    """msgids of `{% trans %}`/`{% translate %}` and of gettext calls with a literal."""
    tag = re.compile(r"\{%\s*(?:trans|translate)\s+([\"'])(.*?)\1")
    call = re.compile(r"\b_\(\s*\"((?:[^\"\\]|\\.)*)\"\s*[,)]")
    found: set[str] = set()
    for package in ("geo_platform", "layers", "etl", "dashboards"):
        for path in (ROOT / package).rglob("*.html"):
            # The tag doubles percent signs before it asks the catalogue.
            found |= {match[1].replace("%", "%%") for match in tag.findall(path.read_text())}
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                found |= set(call.findall(path.read_text()))
    return found


def test_every_string_has_its_arabic() -> None:
    known = {key: text for path in PARTS for key, text in catalogue(path).items()}
    missing = sorted(text for text in strings_in_use() if text and not known.get(text))
    assert missing == []


@pytest.mark.parametrize("path", PARTS, ids=lambda p: p.stem)
def test_placeholders_survive_translation(path: Path) -> None:
    broken = [
        msgid
        for msgid, text in catalogue(path).items()
        if not set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(msgid))
    ]
    assert broken == []
