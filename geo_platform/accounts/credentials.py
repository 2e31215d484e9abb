"""Who a program says it is: HTTP Basic with a password or a token, or a Bearer token. For reading, on data paths only.

A browser's session is another matter: a request that names itself here is answered for that name alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import math
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from geo_platform.accounts import throttle, tokens
from geo_platform.accounts.middleware import PasswordChangeNeeded, api_error
from geo_platform.accounts.models import User
from geo_platform.accounts.origin import client_ip, is_loopback
from geo_platform.accounts.views.login import DemoRefused, TooManyAttempts
from layers.access import Grant, Viewer
from layers.errors import PlatformError

PATHS = ("/ogc/", "/tiles/", "/styles/", "/export/", "/api/", "/raster/")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# A client sends its password with each of a hundred tiles: one that was right stays right this long.
REMEMBERED_SECONDS = 300


class BadCredentials(PlatformError):
    code, status = "bad_credentials", 401
    message_fr = "Identifiant, mot de passe ou jeton refusé."
    message_ar = "اسم المستخدم أو كلمة المرور أو رمز الولوج مرفوض."


class ReadOnly(PlatformError):
    code, status = "read_only", 403
    message_fr = "Un programme ainsi identifié ne fait que lire."
    message_ar = "البرنامج المعرف بهذه الطريقة يقرأ فقط."


class Known(NamedTuple):
    user: User
    layers: frozenset[str] = frozenset()


class CredentialsMiddleware:
    """After ViewerMiddleware, which it overrules when the request carries an Authorization header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get("Authorization", "")
        if not header or not request.path_info.startswith(PATHS):
            return self.get_response(request)
        try:
            known = _known(request, header)
        except PlatformError as error:
            return _refused(error)
        request.user = known.user
        request.viewer = _viewer(known)
        # The session's cookie, if any, is somebody else's business here.
        request.COOKIES = {}
        return self.get_response(request)


def _known(request: HttpRequest, header: str) -> Known:
    if request.method not in SAFE:
        raise ReadOnly
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        known = _by_token(value.strip())
    elif scheme.lower() == "basic":
        known = _by_basic(request, *_pair(value))
    else:
        raise BadCredentials
    if known.user.is_demo and not is_loopback(request):
        raise DemoRefused
    if known.user.must_change_password:
        raise PasswordChangeNeeded
    return known


def _pair(value: str) -> tuple[str, str]:
    try:
        name, colon, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadCredentials from error
    if not colon or "\x00" in name + secret:
        raise BadCredentials
    return name.strip(), secret


def _by_token(text: str, name: str = "") -> Known:
    token = tokens.find(text) if text.startswith(tokens.PREFIX) else None
    if token is None or (name and token.user.username.lower() != name.lower()):
        raise BadCredentials
    return Known(token.user, frozenset(token.layers))


def _by_basic(request: HttpRequest, name: str, secret: str) -> Known:
    if secret.startswith(tokens.PREFIX):
        return _by_token(secret, name)
    user = User.objects.filter(username__iexact=name, is_active=True).first()
    key = _remembered_as(user, secret) if user else ""
    if user is not None and caches["default"].get(key):
        return Known(user)
    attempt, wait = throttle.begin(name, client_ip(request))
    if attempt is None:
        raise TooManyAttempts(wait)
    # Unknown names cost one hash too: the time taken does not tell which names exist.
    found = authenticate(request, username=name, password=secret)
    if not isinstance(found, User):
        raise BadCredentials
    throttle.succeed(attempt)
    caches["default"].set(_remembered_as(found, secret), True, REMEMBERED_SECONDS)
    return Known(found)


def _remembered_as(user: User, secret: str) -> str:
    """Holds nothing of the password, and is another as soon as the account's own hash changes."""
    text = f"{user.pk}|{user.password}|{secret}"
    return "basic:" + hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _viewer(known: Known) -> Viewer:
    grants = tuple(grant.as_grant() for grant in known.user.grants.active())
    if known.user.is_superuser:
        grants = (*grants, Grant("administrator"))
    return Viewer(known.user.pk, grants, known.layers)


def _refused(error: PlatformError) -> HttpResponse:
    response: HttpResponse = api_error(error)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="geo", charset="UTF-8"'
    if isinstance(error, TooManyAttempts):
        response["Retry-After"] = str(math.ceil(error.wait.total_seconds()))
    return response
