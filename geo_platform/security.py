"""Headers that limit what a page may do: scripts of our own only, no foreign request, no framing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# style-src keeps 'unsafe-inline': AG Grid, plotly and MapLibre write style attributes; they run no code.
_POLICY = (
    ("default-src", "'self'"),
    ("script-src", "'self'"),
    ("worker-src", "'self' blob:"),
    ("child-src", "blob:"),
    ("img-src", "'self' data: blob:"),
    ("style-src", "'self' 'unsafe-inline'"),
    ("connect-src", "'self'"),
    ("font-src", "'self' data:"),
    ("object-src", "'none'"),
    ("base-uri", "'self'"),
    ("form-action", "'self'"),
)
_BACKGROUND_DIRECTIVES = frozenset({"img-src", "connect-src"})
# Pages that another site may frame, and only in their light form: they show public content to whoever looks.
_EMBEDDABLE = re.compile(r"/public/maps/.*|/map/")


def content_security_policy(script_hashes: Iterable[str] = (), *, embed: bool = False) -> str:
    """`script_hashes`: CSP sources of the inline scripts of this very response ('sha256-…'), quoted or not."""
    hashes = " ".join(h if h.startswith("'") else f"'{h}'" for h in script_hashes)
    # An operator's own background (WMS, XYZ, PMTiles) is the only foreign address ever allowed.
    origins = " ".join(settings.BACKGROUND_ORIGINS)
    parts = []
    for directive, sources in _POLICY:
        extra = (
            hashes if directive == "script-src" else origins if directive in _BACKGROUND_DIRECTIVES else ""
        )
        parts.append(f"{directive} {sources} {extra}".strip())
    parts.append("frame-ancestors *" if embed else "frame-ancestors 'none'")
    return "; ".join(parts)


class SecurityHeadersMiddleware:
    """Outermost, so that errors and static files carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        embed = request.GET.get("embed") == "1" and bool(_EMBEDDABLE.fullmatch(request.path_info))
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        if not embed:
            headers.setdefault("X-Frame-Options", "DENY")
        if headers.get("Content-Type", "").startswith(("text/html", "image/svg")):
            hashes = getattr(response, "_csp_script_hashes", ())
            headers.setdefault("Content-Security-Policy", content_security_policy(hashes, embed=embed))
            # Of documents only: on sixty scripts of a page they would weigh more than two of them.
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        if settings.SECURE_COOKIES:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
