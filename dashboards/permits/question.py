"""What the board's address asks: read once, checked, written back in links."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.asked import Asked
from layers.services.permits.asked import Quarter, kind_of
from layers.services.permits.ranking import STRATA

VIEWS = ("ranking", "late", "public", "method")


@dataclass(frozen=True)
class Question(Asked):
    """`territory` empty: the viewer's own perimeter. `quarter` empty: the latest with deposits. `as_of`: what the
    platform knew then."""

    view: str = "ranking"
    territory: str = ""
    kind: str = "pp"
    quarter: str = ""
    stratum: str = ""
    as_of: str = ""


def parse(search: str | None) -> Question:
    question = Question.read(search)
    question.must_be("view", VIEWS)
    question.must_be("stratum", ("", *STRATA))
    kind_of(question.kind)
    if question.quarter:
        Quarter.read(question.quarter)
    return question
