"""folium names its libraries by foreign addresses: each one we know is served from here, any other is refused."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from branca.element import CssLink, Element, JavascriptLink
from django.templatetags.static import static

from layers.errors import PlatformError

# What our maps need of folium's list; the rest (jQuery, Bootstrap, icons) serves features we do not use.
LOCAL = {
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js": "leaflet/leaflet.js",
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css": "leaflet/leaflet.css",
}
_ADDRESS = re.compile(
    r"(?:src|href)\s*=\s*[\"']?\s*(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import|\$\.ajax|fetch\(", re.I
)


class ForeignAddress(PlatformError):
    code = "foreign_address"
    message_fr = "Une carte publique demanderait « {value} » à un autre hôte."
    message_ar = "خريطة عمومية ستطلب «{value}» من مضيف آخر."


def links(header: Iterable[Element]) -> tuple[list[str], list[str]]:
    """Addresses on this host of the scripts and styles a figure's header asks for."""
    scripts: list[str] = []
    styles: list[str] = []
    for element in header:
        if isinstance(element, JavascriptLink | CssLink):
            if element.url not in LOCAL:
                raise ForeignAddress(value=element.url)
            (scripts if isinstance(element, JavascriptLink) else styles).append(static(LOCAL[element.url]))
    return scripts, styles


def refuse_addresses(code: str) -> str:
    """The code of a map may load nothing: its data are in it."""
    if found := _ADDRESS.search(code):
        raise ForeignAddress(value=code[found.start() : found.start() + 80])
    return code


def script_hash(code: str) -> str:
    """The CSP source that lets this very script run, and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}"
