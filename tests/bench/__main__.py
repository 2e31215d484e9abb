"""The races: ours beside its limit, interleaved in one run; ratios are what counts on a shared machine.

bin/bench [race …]      prints Markdown, writes .local/bench/latest.{json,md}; exit 1 when a target is missed
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

os.environ["GEO_DB_ROLE"] = "owner"
os.environ["GEO_TILE_CACHE"] = "0"  # the race is about rendering; a cache hit would win it for nothing
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_platform.settings")

import django

django.setup()

from tests.bench import board, exports, imports, items, permits, projects, pyramid, siting, tiles, zonal
from tests.bench.measure import Result, served

RACES = {
    "tiles": tiles.race,
    "pyramid": pyramid.race,
    "items": items.race,
    "board": board.race,
    "siting": siting.race,
    "projects": projects.race,
    "permits": permits.race,
    "imports": imports.race,
    "export": exports.race,
    "zonal": zonal.race,
}


def markdown(results: list[Result]) -> str:
    head = "| race | ours, ms | limit, ms | target | held |\n|---|---|---|---|---|\n"
    rows = [
        f"| {r.name} | {r.ours_ms:.1f} | {r.limit_ms:.1f} | {r.target} | {'yes' if r.held else 'NO'} |"
        for r in results
    ]
    return head + "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Ours beside its limit, in one run.")
    parser.add_argument("race", nargs="*", choices=[*RACES, []], help="all when none is named")
    parser.add_argument("--output", type=Path, required=True, help="folder of the results")
    options = parser.parse_args()
    wanted = options.race or list(RACES)
    results: list[Result] = []
    with served() as server:
        for name in wanted:
            results += RACES[name](server)
    text = markdown(results)
    (options.output / "latest.md").write_text(text)
    (options.output / "latest.json").write_text(json.dumps([r.__dict__ for r in results], indent=1))
    print(text)
    return 0 if all(r.held for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
