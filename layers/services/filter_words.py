"""A CQL2 filter in the reader's own words: « État = Délivré (DELIVRE) et Date de dépôt de 01/01/2024 à 31/12/2024 »."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import cql2
from django.utils.translation import gettext as _

from layers.layer import Field

_SIGNS = {"=": "=", "<>": "≠", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "t_equals": "="}
_ARITHMETIC = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$")


def number(value: float) -> str:
    """1 234 567,89 as it is written in Morocco: thin spaces would be lost in many fonts, a no-break one is not."""
    whole = isinstance(value, int) or float(value).is_integer()
    text = f"{value:,.0f}" if whole else f"{value:,}"
    return text.replace(",", "\u00a0").replace(".", ",")


def date(text: str | dt.date) -> str:
    if isinstance(text, dt.date):
        return f"{text:%d/%m/%Y}"
    found = _DATE.match(text)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else text


def value(field: Field | None, raw: Any, language: str) -> str:
    """A value as a reader knows it: its title with its code, a date day first, a number with its unit."""
    if isinstance(raw, dict):
        raw = raw.get("date") or raw.get("timestamp") or ""
    if isinstance(raw, bool):
        return _("oui") if raw else _("non")
    if isinstance(raw, int | float):
        return f"{number(raw)} {field.unit}".strip() if field else number(raw)
    if field is not None:
        for code, french, arabic in field.values:
            if code == raw:
                title = arabic if language == "ar" else french
                return f"{title} ({code})" if title != code else title
        if field.type == "boolean":
            return _("oui") if str(raw).lower() in {"true", "1"} else _("non")
        if field.type == "date":
            return date(str(raw))
    return str(raw) if field and field.type in {"code", "integer", "number"} else f"« {raw} »"


def sentence(text: str, fields: Iterable[Field], language: str) -> str:
    """Of a CQL2 text or JSON that was already accepted; gettext's language is the caller's to activate."""
    parsed = cql2.parse_json(text) if text.lstrip().startswith("{") else cql2.parse_text(text)
    return _Speaker({f.name: f for f in fields}, language).node(parsed.to_json())


class _Speaker:
    def __init__(self, fields: dict[str, Field], language: str) -> None:
        self.fields, self.language = fields, language

    def node(self, tree: Any, within: str = "") -> str:
        if not isinstance(tree, dict):
            return value(None, tree, self.language)
        if "property" in tree:
            field = self.fields.get(tree["property"])
            return field.title(self.language) if field else _("emplacement")
        if "op" in tree:
            return self.operation(tree["op"].lower(), tree.get("args", []), within)
        if "date" in tree or "timestamp" in tree:
            return value(None, tree, self.language).strip("« »")
        return _("zone dessinée")

    def operation(self, op: str, args: list[Any], within: str) -> str:
        if op in {"and", "or"}:
            joined = f" {_('et') if op == 'and' else _('ou')} ".join(self.node(a, op) for a in args)
            return f"({joined})" if within and within != op else joined
        if op == "not":
            return self.negation(args[0])
        if op in {"casei", "accenti"}:
            return self.node(args[0])
        if op in _ARITHMETIC:
            return f"({self.node(args[0])} {_ARITHMETIC[op]} {self.node(args[1])})"
        if op.startswith("s_"):
            return self.place(op)
        return self.comparison(op, args)

    def negation(self, tree: Any) -> str:
        if isinstance(tree, dict) and str(tree.get("op", "")).lower() == "isnull":
            return _("%(what)s renseigné") % {"what": self.node(tree["args"][0])}
        return _("sauf : %(what)s") % {"what": self.node(tree, "not")}

    def place(self, op: str) -> str:
        if op == "s_disjoint":
            return _("hors de la zone dessinée")
        return _("dans la zone dessinée")

    def comparison(self, op: str, args: list[Any]) -> str:
        what, field = self.node(args[0]), self.field(args[0])
        others = [self.told(field, a) for a in (args[1] if op == "in" else args[1:])]
        if op == "in":
            return _("%(what)s parmi %(values)s") % {"what": what, "values": ", ".join(others)}
        if op == "isnull":
            return _("%(what)s non renseigné") % {"what": what}
        if op == "between":
            return _("%(what)s de %(low)s à %(high)s") % {"what": what, "low": others[0], "high": others[1]}
        if op == "like":
            return self.like(what, args[1])
        if op in {"t_after", "t_before"}:
            text = _("%(what)s après le %(day)s") if op == "t_after" else _("%(what)s avant le %(day)s")
            return text % {"what": what, "day": others[0]}
        return f"{what} {_SIGNS.get(op, op)} {others[0]}"

    def like(self, what: str, raw: Any) -> str:
        pattern = str(raw.get("args", [""])[0]) if isinstance(raw, dict) else str(raw)
        inner = pattern.strip("%")
        if "%" in inner or "_" in inner:
            return _("%(what)s de la forme « %(value)s »") % {"what": what, "value": pattern}
        starts, ends = not pattern.startswith("%"), not pattern.endswith("%")
        if starts and ends:
            return f"{what} = « {inner} »"
        if not starts and not ends:
            text = _("%(what)s contient « %(value)s »")
        elif starts:
            text = _("%(what)s commence par « %(value)s »")
        else:
            text = _("%(what)s finit par « %(value)s »")
        return text % {"what": what, "value": inner}

    def field(self, tree: Any) -> Field | None:
        """The field a comparison is about, under whatever folds its case."""
        while isinstance(tree, dict) and tree.get("op", "").lower() in {"casei", "accenti"}:
            tree = tree["args"][0]
        return self.fields.get(tree["property"]) if isinstance(tree, dict) and "property" in tree else None

    def told(self, field: Field | None, tree: Any) -> str:
        folded = isinstance(tree, dict) and tree.get("op", "").lower() in {"casei", "accenti"}
        if folded:
            return self.told(field, tree["args"][0])
        if isinstance(tree, dict) and ("property" in tree or "op" in tree):
            return self.node(tree)
        return value(field, tree, self.language)
