"""The door: throttled, the same answer for a wrong name and a wrong password, JSON for the in-place dialog."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, authenticate
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from geo_platform.accounts import perimeter, throttle
from geo_platform.accounts.middleware import SIGNED_IN_COOKIE, mark_signed_in, viewer_of
from geo_platform.accounts.models import User
from geo_platform.accounts.origin import client_ip, is_loopback
from geo_platform.language import remember
from layers.errors import PlatformError


class BadCredentials(PlatformError):
    code, status = "bad_credentials", 400
    message_fr = "Identifiant ou mot de passe incorrect."
    message_ar = "اسم المستخدم أو كلمة المرور غير صحيحة."


class TooManyAttempts(PlatformError):
    code, status = "too_many_attempts", 429
    message_fr = "Trop d’essais. Réessayez dans {minutes} min."
    message_ar = "محاولات كثيرة. أعد المحاولة بعد {minutes} دقيقة."

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(minutes=math.ceil(wait.total_seconds() / 60))


class DemoRefused(PlatformError):
    code, status = "demo_refused", 403
    message_fr = "Les comptes de démonstration ne servent que sur la machine elle-même."
    message_ar = "حسابات العرض لا تعمل إلا على الجهاز نفسه."


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def checked_user(request: HttpRequest) -> User:
    """Who the posted name and password are; raises one of the errors above."""
    username, password = request.POST.get("username", ""), request.POST.get("password", "")
    attempt, wait = throttle.begin(username, client_ip(request))
    if attempt is None:
        raise TooManyAttempts(wait)
    # Unknown names cost one hash too: the time taken does not tell which names exist.
    user = authenticate(request, username=username.strip(), password=password)
    if not isinstance(user, User):
        raise BadCredentials
    throttle.succeed(attempt)
    if user.is_demo and not is_loopback(request):
        raise DemoRefused
    return user


def destination(request: HttpRequest) -> str:
    """The page asked for, else the reader's own perimeter. The portal's address counts as nothing asked."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if safe and wanted != "/":
        return wanted
    return perimeter.landing_url(viewer_of(request))


@method_decorator([never_cache, ensure_csrf_cookie, sensitive_post_parameters("password")], name="dispatch")
class LoginView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        if wants_json(request):
            return JsonResponse({"csrf_token": get_token(request)})
        if request.user.is_authenticated:
            return HttpResponseRedirect(destination(request))
        return self._form(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            user = checked_user(request)
        except PlatformError as error:
            return self._refused(request, error)
        # A new session key, whoever held the old one; Django alone keeps it when the same person signs in twice.
        if SESSION_KEY in request.session:
            request.session.cycle_key()
        start_session(request, user)
        if user.must_change_password:
            target = reverse("accounts:password")
        else:
            target = destination(request)
        response: HttpResponse = HttpResponseRedirect(target)
        if wants_json(request):
            body = {"username": user.username, "csrf_token": get_token(request)}
            response = JsonResponse(body | ({"redirect": target} if user.must_change_password else {}))
        mark_signed_in(response)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember(response, user.language)
        return response

    def _refused(self, request: HttpRequest, error: PlatformError) -> HttpResponse:
        language = "ar" if get_language() == "ar" else "fr"
        if wants_json(request):
            response: HttpResponse = JsonResponse(error.as_json(language), status=error.status)
        else:
            response = self._form(request, error.text(language), error.status)
        if isinstance(error, TooManyAttempts):
            response["Retry-After"] = str(math.ceil(error.wait.total_seconds()))
        return response

    def _form(self, request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "error": error,
            "username": request.POST.get("username", ""),
            "next": request.POST.get("next") or request.GET.get("next") or "",
        }
        return render(request, "accounts/login.html", context, status=status)


@require_POST
@never_cache
def logout_view(request: HttpRequest) -> HttpResponse:
    """Also "continue without an account" after an expired login: from here the browser is the public."""
    end_session(request)
    response: HttpResponse = HttpResponse(status=204) if wants_json(request) else HttpResponseRedirect("/")
    response.delete_cookie(SIGNED_IN_COOKIE)
    return response
