"""What a viewer may know of the records of a territory, in a few counts: one summary a layer that declares one."""

from __future__ import annotations

from dataclasses import dataclass

from layers import registry
from layers.access import Viewer, access_to
from layers.layer import Layer
from layers.query import LayerQuery
from layers.services.provenance import Provenance, provenance


@dataclass(frozen=True)
class Part:
    """A value of the counted field, in the reader's words, and how many records bear it."""

    name: str
    count: int


@dataclass(frozen=True)
class Summary:
    """`amount` in the unit of `amount_title`'s field; None when nothing is added up or nothing is known."""

    layer: Layer
    title: str
    by: str
    parts: tuple[Part, ...]
    total: int
    amount: float | None
    amount_title: str
    told: Provenance


def of_place(code: str, viewer: Viewer, language: str) -> list[Summary]:
    """Only layers the viewer may read; the Kingdom (`MA`) is no filter."""
    asked = {"territory": [code]} if code != "MA" else {}
    layers = [layer for layer in registry.layers().values() if layer.counted_by]
    return [
        _summary(LayerQuery.from_params(layer, asked, viewer), language)
        for layer in layers
        if access_to(viewer, layer).allowed
    ]


def _summary(query: LayerQuery, language: str) -> Summary:
    layer = query.layer
    by, sums = layer.field(layer.counted_by), layer.field(layer.adds_up) if layer.adds_up else None
    if by is None:
        msg = f"layer {layer.slug} counts by {layer.counted_by!r}, which it does not have"
        raise ValueError(msg)
    amount = f'sum("{sums.name}")' if sums and sums in query.access.fields else "null::numeric"
    rows = query.select(
        f'coalesce("{by.name}", \'\') as value, count(*) as n, {amount} as amount',
        "group by 1 order by n desc, value",
    )
    names = {value: arabic if language == "ar" else french for value, french, arabic in by.values}
    unnamed = "غير محدد" if language == "ar" else "non renseigné"
    amounts = [float(row["amount"]) for row in rows if row["amount"] is not None]
    return Summary(
        layer=layer,
        title=layer.title(language),
        by=by.title(language),
        parts=tuple(Part(names.get(row["value"], row["value"]) or unnamed, row["n"]) for row in rows),
        total=sum(row["n"] for row in rows),
        amount=sum(amounts) if amounts else None,
        amount_title=sums.title(language) if sums else "",
        told=provenance(query, language),
    )
