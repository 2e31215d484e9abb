"""From the cookie to `request.user` and `request.viewer`, and what happens when the login is gone.

Order in settings.MIDDLEWARE: SessionMiddleware, AccountMiddleware, ViewerMiddleware, then LoginStateMiddleware.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from geo_platform.accounts.origin import is_loopback
from layers.access import ANONYMOUS, Grant, Viewer
from layers.api.errors import wants_json
from layers.errors import LoginNeeded, PlatformError

if TYPE_CHECKING:
    from geo_platform.accounts.models import User

# Says "this browser was signed in": the session cookie itself disappears when it expires.
SIGNED_IN_COOKIE = "geo_signed_in"
SIGNED_IN_AGE = 30 * 24 * 3600

# Files for everybody, many per page: they never cost a session query.
UNTOUCHED = (
    "/static/",
    "/dashboards/_dash-component-suites/",
    "/dashboards/assets/",
    "/healthz",
    "/readyz",
    "/favicon.ico",
)

# Open to an account that has yet to choose its password.
PASSWORD_EXEMPT = ("/account/password/", "/logout/", "/login/")


class PasswordChangeNeeded(PlatformError):
    code, status = "password_change_needed", 403
    message_fr = "Choisissez d’abord votre mot de passe."
    message_ar = "اختر أولا كلمة المرور الخاصة بك."


def is_api(request: HttpRequest) -> bool:
    """Asked by a script, a tile loader or a GIS client: a redirect to a login page would be read as data."""
    return wants_json(request) or request.headers.get("Accept", "").startswith("application/json")


def api_error(error: PlatformError) -> JsonResponse:
    language = "ar" if (get_language() or "").startswith("ar") else "fr"
    response = JsonResponse(error.as_json(language), status=error.status)
    response["Cache-Control"] = "private, no-store"
    return response


def _hash_holds(session: Any, user: User) -> bool:
    """A changed password ends every other session; SECRET_KEY_FALLBACKS keep theirs alive."""
    stored = session.get(HASH_SESSION_KEY)
    if not stored:
        return False
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(hmac.compare_digest(stored, candidate) for candidate in hashes)


def _account(request: HttpRequest) -> User | AnonymousUser:
    """The session's user, checked as django.contrib.auth.get_user does, without its second query."""
    session: Any = request.session
    user_id = session.get(SESSION_KEY)
    identity = session.identity
    if user_id is None or identity is None or identity.user is None:
        return AnonymousUser()
    user: User = identity.user
    holds = (
        str(user.pk) == str(user_id)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and _hash_holds(session, user)
        and (not user.is_demo or is_loopback(request))
    )
    return user if holds else AnonymousUser()


class AccountMiddleware(AuthenticationMiddleware):
    """`request.user` from the session's own query (sql/viewer.sql)."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: _account(request))

        async def auser() -> Any:
            return request.user

        request.auser = auser


def viewer_of(request: HttpRequest) -> Viewer:
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    identity = getattr(request.session, "identity", None)
    if identity is not None and identity.user is not None and identity.user.pk == user.pk:
        grants = identity.grants
    else:  # signed in during this very request
        grants = tuple(grant.as_grant() for grant in user.grants.active())
    if user.is_superuser:
        grants = (*grants, Grant("administrator"))
    return Viewer(user.pk, grants)


class ViewerMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))
        return self.get_response(request)


class LoginStateMiddleware:
    """Expired login: 401 on what scripts read. First login: nothing but the password page until it is chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookies = request.COOKIES
        had_login = bool(cookies.get(SIGNED_IN_COOKIE))
        known = had_login or bool(cookies.get(settings.SESSION_COOKIE_NAME))
        if not known or request.path_info.startswith(UNTOUCHED):
            return self.get_response(request)
        return self._known(request, had_login)

    def _known(self, request: HttpRequest, had_login: bool) -> HttpResponse:
        exempt = request.path_info.startswith(PASSWORD_EXEMPT)
        if request.user.is_authenticated:
            if request.user.must_change_password and not exempt:
                if is_api(request):
                    return api_error(PasswordChangeNeeded())
                return HttpResponseRedirect(reverse("accounts:password"))
            return self.get_response(request)
        if is_api(request) and not exempt and self._login_is_dead(request, had_login):
            return api_error(LoginNeeded())
        response = self.get_response(request)
        if had_login and request.method == "GET" and not is_api(request) and not exempt:
            # A whole page was served to the public: from here on its requests are the public's own.
            response.delete_cookie(SIGNED_IN_COOKIE)
        return response

    @staticmethod
    def _login_is_dead(request: HttpRequest, had_login: bool) -> bool:
        session: Any = request.session
        return had_login or session.dead or SESSION_KEY in session


def mark_signed_in(response: HttpResponse) -> None:
    response.set_cookie(
        SIGNED_IN_COOKIE,
        "1",
        max_age=SIGNED_IN_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
