"""French or Arabic: `?lang=` first, then the cookie, then French. No path prefix, no browser guess.

Not LocaleMiddleware: a Moroccan browser set to English must see French, and a shared link must keep its language.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
COOKIE_AGE = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    for wanted in (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if wanted in LANGUAGES:
            return wanted
    return settings.LANGUAGE_CODE


def remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        html = response.headers.get("Content-Type", "").startswith("text/html")
        if html:
            patch_vary_headers(response, ("Cookie",))
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        # Only a page sets the cookie: a tile or an export asked in Arabic must not switch the reader's language; and a
        # page shown inside another site leaves nothing in the browser.
        if (
            html
            and not getattr(response, "cookieless", False)
            and request.GET.get("lang") == language != cookie
        ):
            remember(response, language)
        return response
