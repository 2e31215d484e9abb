"""The user guide: every role has its page, every link and picture exists, the pictures stay small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guide"
PAGES = sorted(FOLDER.glob("*.md"))
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_links_and_pictures_exist(page: Path) -> None:
    wanted = [one for one in LINK.findall(page.read_text()) if not one.startswith(("http", "mailto"))]
    assert [one for one in wanted if not (page.parent / one).exists()] == []


def test_the_index_leads_to_every_page() -> None:
    index = (FOLDER / "README.md").read_text()
    assert [page.name for page in PAGES if page.name != "README.md" and page.name not in index] == []


def test_the_pictures_stay_small() -> None:
    assert sum(path.stat().st_size for path in (FOLDER / "img").glob("*.png")) < 3_000_000
