"""What every page's frame needs: navigation, language pair, user, search texts.

Also a context processor: the boards, another package, render the same top bar by including the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dashboards import registry
from layers.access import ANONYMOUS, ROLES, Viewer, can
from layers.errors import Forbidden, LoginNeeded


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    route: str
    action: str = ""


BOARDS = "boards"
NAV = (
    Entry(_("Carte"), "portal:map"),
    Entry(_("Tableaux de bord"), BOARDS),
    Entry(_("Imports"), "etl:imports", action="import"),
    Entry(_("Indicateurs"), "layers:indicator-catalogue"),
    Entry(_("Méthodes et sources"), "portal:methods"),
)
LANGUAGES = (("fr", "Français"), ("ar", "العربية"))


def route_url(route: str) -> str:
    """Empty when the route is not served by this installation: the frame then shows no link to it."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def boards(request: HttpRequest) -> list[dict[str, Any]]:
    """Boards this viewer may open, as the registry orders them."""
    found = []
    for board in registry.in_order():
        try:
            registry.check_access(board, _viewer(request))
        except (Forbidden, LoginNeeded):
            continue
        url = reverse(f"dashboards:{board.slug}")
        found.append({"label": board.title, "url": url, "current": request.path.startswith(url)})
    return found


def _viewer(request: HttpRequest) -> Viewer:
    """Nobody on a page of error: what failed may be what says who asks."""
    return getattr(request, "viewer", ANONYMOUS)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for entry in NAV:
        if entry.route == BOARDS:
            inside = boards(request)
            current = any(board["current"] for board in inside)
            entries.append({"label": entry.label, "inside": inside, "current": current})
            continue
        url = route_url(entry.route)
        if url and (not entry.action or can(_viewer(request), entry.action)):
            entries.append({"label": entry.label, "url": url, "current": request.path.startswith(url)})
    return entries


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    current = get_language()
    choices = []
    for code, name in LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        url = f"{request.path}?{query.urlencode()}"
        choices.append({"code": code, "name": name, "url": url, "current": code == current})
    return choices


def account(request: HttpRequest) -> dict[str, str] | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    name = user.get_full_name() or user.get_username()
    titles = dict.fromkeys(
        str(ROLES[grant.role].title) for grant in _viewer(request).grants if grant.role in ROLES
    )
    initials = "".join(word[0] for word in name.split() if word[0].isalpha())[:2].upper()
    return {"name": name, "initials": initials, "role": ", ".join(titles)}


def search_config() -> dict[str, Any]:
    return {
        "url": "/api/search/",
        "sheet": "/territories/{code}/",
        "record": route_url("portal:map"),
        "lang": get_language(),
        "text": {
            "none": gettext("Rien ne correspond."),
            "failed": gettext("La recherche n’a pas répondu."),
            "results": gettext("Résultats trouvés"),
        },
    }


def account_links(request: HttpRequest) -> list[dict[str, str]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    links = [{"label": gettext("Mon compte"), "url": route_url("accounts:account")}]
    links.append({"label": gettext("Mes extractions"), "url": route_url("layers:extractions")})
    if can(_viewer(request), "report") or can(_viewer(request), "validate"):
        links.append({"label": gettext("Mes projets"), "url": route_url("projects:mine")})
        links.append({"label": gettext("Documents"), "url": route_url("projects:documents")})
    if can(_viewer(request), "validate"):
        links.append({"label": gettext("Situations à valider"), "url": route_url("projects:inbox")})
    if can(_viewer(request), "manage_users"):
        links.append({"label": gettext("Comptes"), "url": route_url("accounts:users")})
    if can(_viewer(request), "publish"):
        links.append(
            {"label": gettext("Cartes publiques"), "url": route_url("admin:portal_publicmap_changelist")}
        )
    if user.is_staff:
        links.append({"label": gettext("Administration"), "url": route_url("admin:index")})
    return links


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: one name, `shell`, for the frame."""
    return {
        "shell": {
            "nav": navigation(request),
            "languages": languages(request),
            "user": account(request),
            "account_links": account_links(request),
            "home_url": route_url("portal:home") or "/",
            "login_url": route_url("accounts:login"),
            "logout_url": route_url("accounts:logout"),
            "catalogue_url": route_url("layers:indicator-catalogue"),
            "search": search_config(),
        }
    }
