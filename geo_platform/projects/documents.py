"""Documents in words: classes, sizes, excerpts with what was found marked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as now

from geo_platform.portal.numbers import isolated, named, number
from layers.models import Document, DocumentVersion

KINDS = dict(Document.Kind.choices)
SUBJECTS = dict(Document.Subject.choices)
READINGS = dict(DocumentVersion.Reading.choices)
TYPES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "text/plain": "TXT",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}


def kinds() -> list[tuple[str, Any]]:
    return list(Document.Kind.choices)


def told(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a list, with its words and its address."""
    return row | {
        "title": named(row, "title") or row["name"],
        "kind_title": KINDS.get(row["kind"], row["kind"]),
        "subject_kind_title": SUBJECTS.get(row["subject_kind"], row["subject_kind"]),
        "subject_title": named(row, "subject") or row["subject"],
        "type": TYPES.get(row["media_type"], row["media_type"]),
        "weight": size(row["size"]),
        "url": reverse("projects:document", args=[row["uuid"]]),
        "file_url": reverse("projects:document-file", args=[row["uuid"], row["version"]]),
        "preview_url": reverse("projects:document-preview", args=[row["uuid"], row["version"]]),
        "subject_url": subject_url(row),
        "excerpt_html": excerpt(row.get("excerpt") or ""),
    }


def subject_url(row: dict[str, Any]) -> str:
    routes = {"project": "projects:sheet", "territory": "portal:territory"}
    route = routes.get(row["subject_kind"])
    return reverse(route, args=[row["subject"]]) if route else ""


def size(octets: int) -> SafeString:
    unit, value, decimals = (
        (now("Mo"), octets / 2**20, 1) if octets >= 2**20 else (now("ko"), octets / 2**10, 0)
    )
    return isolated(f"{number(value, decimals)}\u00a0{unit}")


def excerpt(text: str) -> SafeString:
    """What surrounds the words found; the text of a document is never taken for markup."""
    if "⟦" not in text:
        return SafeString("")
    safe = escape(text).replace("⟦", "<mark>").replace("⟧", "</mark>")
    return format_html("<bdi>{}</bdi>", mark_safe(safe))  # noqa: S308 (escaped above; only our two marks are tags)
