"""Random questions to random layers by random viewers, from a seed: what every path must answer alike."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from layers import registry
from layers.access import ANONYMOUS, ROLES, Grant, Viewer, access_to
from layers.layer import Layer
from layers.models import TerritoryVersion
from layers.query import LayerQuery


@dataclass
class Question:
    viewer: Viewer
    layer: Layer
    params: dict[str, list[str]] = field(default_factory=dict)

    def query(self) -> LayerQuery:
        return LayerQuery.from_params(self.layer, self.params, self.viewer)


class Asker:
    """Draws questions that are allowed: what is refused has tests of its own."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        current = TerritoryVersion.objects.filter(edition__is_current=True)
        self.places = list(
            current.filter(level__in=["region", "province", "commune"]).values_list("code", "territory_id")
        )
        self.samples: dict[str, list[dict[str, Any]]] = {}

    def question(self) -> Question:
        while True:
            layer = self.random.choice(list(registry.layers().values()))
            viewer = self.viewer()
            if access_to(viewer, layer).allowed:
                break
        found = Question(viewer, layer)
        for part in (self.territory, self.box, self.value, self.filter, self.days, self.moment):
            if self.random.random() < 0.4:
                part(found)
        return found

    def viewer(self) -> Viewer:
        if self.random.random() < 0.2:
            return ANONYMOUS
        themes = sorted({layer.theme for layer in registry.layers().values()})
        grants = tuple(
            Grant(
                self.random.choice(list(ROLES)),
                None if self.random.random() < 0.5 else self.random.choice(self.places)[1],
                frozenset(self.random.sample(themes, 2)) if self.random.random() < 0.2 else frozenset(),
            )
            for _ in range(self.random.choice([1, 1, 2]))
        )
        return Viewer(1, grants)

    def territory(self, found: Question) -> None:
        found.params["territory"] = [code for code, _ in self.random.sample(self.places, self.random.choice([1, 30]))]

    def box(self, found: Question) -> None:
        lon, lat, side = self.random.uniform(-14, -2), self.random.uniform(25, 35.5), self.random.uniform(0.2, 8)
        found.params["bbox"] = [f"{lon - side},{lat - side},{lon + side},{lat + side}"]

    def _some(self, found: Question) -> tuple[str, Any] | None:
        """A field the viewer may read, and a value it has somewhere."""
        whole = LayerQuery.of(found.layer, found.viewer)
        key = f"{found.layer.slug}{whole.access.fingerprint}"
        if key not in self.samples:
            self.samples[key] = whole.rows(limit=50)
        rows = self.samples[key]
        names = [f.name for f in whole.access.fields]
        name = self.random.choice(names)
        values = [row[name] for row in rows if row[name] not in (None, "") and len(str(row[name])) < 80]
        return (name, self.random.choice(values)) if values else None

    def value(self, found: Question) -> None:
        some = self._some(found)
        if some is not None:
            found.params[some[0]] = [str(some[1]).lower() if isinstance(some[1], bool) else str(some[1])]

    def filter(self, found: Question) -> None:
        some = self._some(found)
        if some is None:
            return
        name, value = some
        field = found.layer.field(name)
        assert field
        quoted = "'" + str(value).replace("'", "''") + "'"
        literal = {"boolean": str(value).lower(), "integer": str(value), "number": str(value)}.get(field.type, quoted)
        texts = [f"{name} = {literal}", f"not {name} = {literal}", f"{name} is not null or {name} = {literal}"]
        if field.type in {"number", "integer", "date"}:
            texts.append(f"{name} >= {literal}")
        if field.type in {"text", "code"}:
            texts.append(f"casei({name}) like casei({quoted[:3].rstrip(chr(39))}%')" if len(quoted) > 4 else texts[0])
        texts.append("S_INTERSECTS(geometry, POLYGON((-9 29, -2 29, -2 36, -9 36, -9 29)))")
        found.params["filter"] = [self.random.choice(texts)]

    def days(self, found: Question) -> None:
        if found.layer.time_column:
            year = self.random.choice([2023, 2024, 2025])
            written = [f"{year}-01-01/..", f"../{year}-06-30", f"{year}-01-01/2026-01-01"]
            found.params["datetime"] = [self.random.choice(written)]

    def moment(self, found: Question) -> None:
        if found.layer.history:
            found.params["as_of"] = [self.random.choice(["2100-01-01", "2000-01-01", "2100-01-01T00:00:00Z"])]
