"""What desk pages need of a template: a text in the reader's language, an address with one parameter changed."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.translation import get_language

from etl.errors import kinds

register = template.Library()


@register.filter
def said(row: Any, stem: str) -> str:
    """`row|said:"message"`: message_fr or message_ar, of an object or a dict."""
    name = f"{stem}_{'ar' if get_language() == 'ar' else 'fr'}"
    found = row.get(name) if isinstance(row, dict) else getattr(row, name, "")
    return found or ""


@register.filter
def titled(code: str) -> str:
    """What a fault is about, without the case: « Référence mal formée : {value}. » → « Référence mal formée »."""
    kind = kinds().get(code)
    if kind is None:
        return code
    text = re.sub(r"\{\w+\}", "…", said(kind, "message"))
    return re.sub(r"\s*:\s*…\s*\.?$", "", text).rstrip(".")


@register.filter
def item(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key, 0)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's own query with these parameters changed; an empty one is dropped."""
    params: QueryDict = context["request"].GET.copy()
    params.pop("lang", None)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = value
    text = params.urlencode()
    return f"?{text}" if text else "?"
