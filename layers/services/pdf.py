"""Printed documents: HTML of ours to PDF, and a PDF page to a picture.

Nothing is fetched: fonts, the operator's logo and pictures made for the page are handed over by name, any other address
stops the rendering.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language

_DEBIAN = Path("/usr/share/fonts/truetype/noto")
# Family, weight, file; families of our own names, so that no font of the machine is mixed in. Arabic comes from
# Debian's fonts-noto-core: in the pages' own files dots are glyphs apart, and text copied out of a PDF would lose
# them. Without that package the pages' files serve: it reads well, it copies badly.
FONTS = (
    ("Geo Sans", 400, "fonts/noto-sans/noto-sans-latin-400-normal.woff2"),
    ("Geo Sans", 600, "fonts/noto-sans/noto-sans-latin-600-normal.woff2"),
    ("Geo Extended", 400, "fonts/noto-sans/noto-sans-latin-ext-400-normal.woff2"),
    ("Geo Arabic", 400, "NotoSansArabic-Regular.ttf"),
    ("Geo Arabic", 600, "NotoSansArabic-Bold.ttf"),
    ("Geo Tifinagh", 400, "fonts/noto-sans-tifinagh/noto-sans-tifinagh-tifinagh-400-normal.woff2"),
)
_INSTEAD = {
    "NotoSansArabic-Regular.ttf": "fonts/noto-sans-arabic/noto-sans-arabic-arabic-400-normal.woff2",
    "NotoSansArabic-Bold.ttf": "fonts/noto-sans-arabic/noto-sans-arabic-arabic-600-normal.woff2",
}
SCHEME = "asset:"
_LOGO = f"{SCHEME}logo"
_LOGO_TYPES = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
# The libraries below are written in C and keep state of their own: one document at a time a process.
_ONE_AT_A_TIME = threading.Lock()


def logo_url() -> str:
    """Address of the operator's logo inside a document; empty without one."""
    return _LOGO if settings.PRINT_LOGO and Path(settings.PRINT_LOGO).is_file() else ""


@cache
def _font_faces() -> str:
    faces = (
        f"@font-face{{font-family:'{family}';font-weight:{weight};src:url('{SCHEME}{file}')}}"
        for family, weight, file in FONTS
    )
    return "".join(faces)


def _asset(url: str, pictures: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Content and type of what a document may name; FileNotFoundError otherwise."""
    if url == _LOGO:
        logo = Path(settings.PRINT_LOGO)
        return logo.read_bytes(), _LOGO_TYPES.get(logo.suffix.lower(), "application/octet-stream")
    name = url.removeprefix(SCHEME)
    if name in pictures:
        return pictures[name], "image/png"
    if not any(name == file for *_, file in FONTS):
        raise FileNotFoundError(url)
    path = _DEBIAN / name if name in _INSTEAD else None
    if path is None or not path.is_file():
        path = Path(str(finders.find(_INSTEAD.get(name, name))))
    return path.read_bytes(), "font/woff2" if path.suffix == ".woff2" else "font/ttf"


def written(html: str, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """PDF of HTML of ours, which may name the fonts, the logo and the PNG `pictures` handed over with it; ValueError
    when it names anything else."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            try:
                body, kind = _asset(url, pictures or {})
            except FileNotFoundError as error:
                raise FatalURLFetchingError(f"a document may not read {url}") from error
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    with _ONE_AT_A_TIME:
        document = HTML(string=html, base_url=SCHEME, url_fetcher=OwnFilesOnly())
        try:
            made: bytes = document.write_pdf(font_config=FontConfiguration())
        except FatalURLFetchingError as error:  # not an Exception: it would go through every handler
            raise ValueError(str(error)) from error
    return made


def asked(template: str, context: dict[str, object]) -> str:
    """HTML of a template that extends `layers/pdf/base.html`, in the language of the moment."""
    language = get_language()
    told = {"fonts": _font_faces(), "logo": logo_url(), "rtl": language == "ar", "language": language}
    return render_to_string(template, told | context)


def render(template: str, context: dict[str, object], pictures: Mapping[str, bytes] | None = None) -> bytes:
    return written(asked(template, context), pictures)


def pages(pdf: bytes) -> int:
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def picture(pdf: bytes, dots_per_inch: float, page: int = 0) -> bytes:
    """PNG of one page: the very document, not another drawing of it."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            image = document[page].render(scale=dots_per_inch / 72).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=3, dpi=(dots_per_inch, dots_per_inch))
    return out.getvalue()
