"""What the board's address asks: read once, checked, written back in links."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.asked import Asked
from layers.errors import BadParameter

VIEWS = ("communes", "categories", "near", "public")


@dataclass(frozen=True)
class Question(Asked):
    """`territory` empty: the viewer's own perimeter. `year` empty: the latest with deposits. `category` empty: all.
    `as_of`: what was known then."""

    view: str = "communes"
    territory: str = ""
    year: str = ""
    category: str = ""
    as_of: str = ""


def parse(search: str | None) -> Question:
    question = Question.read(search)
    question.must_be("view", VIEWS)
    if question.year and not (question.year.isdigit() and 2000 <= int(question.year) <= 2100):
        raise BadParameter("year", question.year)
    return question
