"""Where things stand on a printed map, in millimetres from the corner of the printable area."""

from __future__ import annotations

import math
from dataclasses import dataclass

from layers.errors import BadParameter

SIZES = {"a4": (210, 297), "a3": (297, 420)}
TURNS = ("portrait", "landscape")
SIDE, TOP, BOTTOM = 12, 10, 13
HEADER = 16.0
TITLE_LINE, TEXT_LINE = 7.5, 4.5
FOOT = 12.0
GAP = 4.0
RAIL = {"a4": 62.0, "a3": 78.0}
LEAST_LEGEND = 44.0
# An average letter of the text size takes this much of a line.
LETTER = 1.75


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Paper:
    name: str
    landscape: bool

    @classmethod
    def named(cls, name: str, turn: str) -> Paper:
        if name not in SIZES:
            raise BadParameter("paper", name, f"Attendu : {', '.join(SIZES)}.")
        if turn not in TURNS:
            raise BadParameter("turn", turn, f"Attendu : {', '.join(TURNS)}.")
        return cls(name, turn == "landscape")

    @property
    def size(self) -> tuple[int, int]:
        short, long = SIZES[self.name]
        return (long, short) if self.landscape else (short, long)

    @property
    def inner(self) -> tuple[float, float]:
        width, height = self.size
        return width - 2 * SIDE, height - TOP - BOTTOM


@dataclass(frozen=True)
class Places:
    """The rail of the legend stands beside a wide map, under a tall one."""

    title: Box
    map: Box
    legend: Box
    foot: Box
    columns: int


def places(paper: Paper, lines: list[str], legend_height: float, rtl: bool) -> Places:
    """`lines`: the sentences under the title, which take from the map the height they need; so does, under a tall map,
    the highest part of the legend."""
    width, height = paper.inner
    letters = width / LETTER
    needed = sum(max(1, math.ceil(len(line) / letters)) for line in lines)
    title = Box(0, HEADER, width, TITLE_LINE + needed * TEXT_LINE + 1)
    top = title.top + title.height + 1
    foot = Box(0, height - FOOT, width, FOOT)
    free = foot.top - top - 2
    rail = RAIL[paper.name]
    if paper.landscape:
        across = width - rail - GAP
        map_box = Box(rail + GAP if rtl else 0, top, across, free)
        return Places(title, map_box, Box(0 if rtl else across + GAP, top, rail, free), foot, 1)
    tall = min(max(LEAST_LEGEND, legend_height), free * 0.45)
    map_box = Box(0, top, width, free - tall - GAP)
    return Places(title, map_box, Box(0, top + map_box.height + GAP, width, tall), foot, 3)
