"""Bring your own indicator: the form, what was read of the file, then its publication. Nothing is kept in between:
what was read travels signed in the page, for an hour and for this person only."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from etl import own_file
from etl.desk import access, files
from etl.desk.own_form import FORMULA, OwnForm, initial_of
from etl.errors import FileUnreadable, Finding
from etl.workbook import CONTENT_TYPE
from layers import sql
from layers.access import Viewer
from layers.errors import BadParameter, Forbidden, LoginNeeded, NotFound
from layers.indicators import catalog
from layers.models import Indicator
from layers.services import own
from layers.services.files import safe

SALT, HOUR = "own-indicator", 3600
SHOWN = 100


def _supplier(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer
    if viewer.is_anonymous:
        raise LoginNeeded
    if not own.may_supply(viewer):
        raise Forbidden
    return viewer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest) -> HttpResponse:
    """The form; posted, what was read of it."""
    viewer = _supplier(request)
    if request.method != "POST":
        return _page(request, viewer, OwnForm(viewer, initial=_initial(request, viewer)))
    form = OwnForm(viewer, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, viewer, form, status=400)
    try:
        return _preview(request, viewer, form)
    except FileUnreadable as fault:
        given = form.cleaned_data["file"]
        said = Finding(fault, given.name if given else "", 0).as_json()
        return _page(request, viewer, form, status=400, fault=said)
    except BadParameter as error:
        form.add_error(
            "year" if error.context.get("parameter") == "year" else "formula", error.text(access.language())
        )
        return _page(request, viewer, form, status=400)


def _initial(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    wanted = request.GET.get("replace", "")
    info = next((one for one in own.mine(viewer) if one.code == wanted), None)
    return (
        initial_of(info, Indicator.objects.get(code=wanted))
        if info
        else {"sharing": own.PRIVATE, "direction": "none"}
    )


def _page(
    request: HttpRequest, viewer: Viewer, form: OwnForm, status: int = 200, **more: Any
) -> HttpResponse:
    language = access.language()
    context = {
        "form": form,
        "units": [unit.text(language) for unit in catalog.UNITS.values()],
        "mine": [_listed(info, language) for info in own.mine(viewer)],
        "limit_mb": own_file.MAX_BYTES // 2**20,
        "replacing": request.GET.get("replace", ""),
        **more,
    }
    return render(request, "etl/own.html", context, status=status)


def _listed(info: Any, language: str) -> dict[str, Any]:
    unit = catalog.UNITS.get(info.unit)
    return {
        "code": info.code,
        "title": info.title(language),
        "unit": unit.text(language) if unit else info.unit,
        "years": info.years,
        "source": info.source,
        "access": Indicator.Access(info.access).label,
        "level": info.levels[0] if info.levels else "commune",
    }


def _preview(request: HttpRequest, viewer: Viewer, form: OwnForm) -> HttpResponse:
    wish, data = form.wish(), form.cleaned_data
    reading = own_file.Reading()
    if data["kind"] == FORMULA:
        derived = own.derive(viewer, data["formula"], wish.unit, wish.year)
        within = own.territories(viewer)
        reading.values = {p: v for p, v in derived.values.items() if within is None or p in within}
        made, computed = derived.written, True
    else:
        reading = _read(data["file"], wish, data["heading"], viewer)
        made, computed = _handed(data["file"]), False
    values = reading.values
    draft = {
        "wish": vars(wish),
        "values": list(values.items()),
        "made": made,
        "computed": computed,
        "by": viewer.user_id,
    }
    rows = sql.rows("territory/named.sql", {"ids": list(values)[:SHOWN], "level": None})
    unit = catalog.UNITS.get(wish.unit)
    context = {
        "wish": wish,
        "unit": unit.text(access.language()) if unit else wish.unit,
        "theme": catalog.THEMES[wish.theme].text(access.language()),
        "sharing": dict(form.fields["sharing"].choices)[wish.sharing],
        "reading": reading,
        "refused": [finding.as_json() for finding in reading.refused[:SHOWN]],
        "doubts": [finding.as_json() for finding in reading.doubts[:SHOWN]],
        "rows": [row | {"value": values[row["territory_id"]]} for row in rows],
        "made": made[1] if access.language() == "ar" else made[0],
        "replaces": any(info.code == own.code_of(viewer, wish.title_fr) for info in own.mine(viewer)),
        "draft": signing.dumps(draft, salt=SALT, compress=True) if values else "",
    }
    return render(request, "etl/own_preview.html", context)


def _handed(given: UploadedFile) -> tuple[str, str]:
    name = files.safe_name(given.name or "")
    return (
        f"Valeurs du fichier « {name} », un territoire par ligne.",
        f"قيم الملف «{name}»، مجال ترابي في كل سطر.",
    )


def _read(given: UploadedFile, wish: own.Wish, heading: str, viewer: Viewer) -> own_file.Reading:
    if (given.size or 0) > own_file.MAX_BYTES:
        raise FileUnreadable("own_too_heavy", value=given.name, limit=own_file.MAX_BYTES // 2**20)
    with tempfile.TemporaryDirectory(prefix="own-") as folder:
        path = Path(folder) / files.safe_name(given.name or "")
        with path.open("wb") as handle:
            for chunk in given.chunks():
                handle.write(chunk)
        return own_file.read(path, wish.unit, heading, own.territories(viewer))


@require_POST
@never_cache
def publish(request: HttpRequest) -> HttpResponse:
    viewer = _supplier(request)
    try:
        draft = signing.loads(request.POST.get("draft", ""), salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, _("Cet aperçu a expiré : remettez le fichier."))
        return redirect("etl:own")
    if draft["by"] != viewer.user_id:
        raise Forbidden
    wish, values = own.Wish(**draft["wish"]), {int(place): value for place, value in draft["values"]}
    made = own.publish(viewer, wish, values, tuple(draft["made"]), draft["computed"])
    messages.success(request, _("Indicateur publié : %(title)s.") % {"title": made.title_fr})
    return redirect("etl:own")


@require_POST
@never_cache
def remove(request: HttpRequest, code: str) -> HttpResponse:
    viewer = _supplier(request)
    if not own.remove(viewer, code):
        raise NotFound(code, parameter="indicator")
    messages.success(request, _("Indicateur supprimé."))
    return redirect("etl:own")


@require_safe
@never_cache
def template(request: HttpRequest, extension: str) -> HttpResponse:
    """Every commune of the person's perimeter, its figure left empty."""
    within = own.territories(_supplier(request))
    rows = sql.rows("territory/named.sql", {"ids": None, "level": "commune"})
    kept = [row for row in rows if within is None or row["territory_id"] in within]
    if extension == "csv":
        return _template_csv(kept)
    if extension != "xlsx":
        raise NotFound(extension, parameter="format")
    return _template_xlsx(kept, access.language())


def _template_csv(rows: list[dict[str, Any]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("Code HCP", "Commune", "Province", "Valeur"))
    writer.writerows((r["code"], safe(r["name_fr"]), safe(r["province_fr"] or ""), "") for r in rows)
    return _attached(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", "csv")


def _template_xlsx(rows: list[dict[str, Any]], language: str) -> HttpResponse:
    arabic, out = language == "ar", io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("مؤشر" if arabic else "Indicateur")
    if arabic:
        sheet.right_to_left()
    titles = (
        ("رمز المندوبية", "الجماعة", "الإقليم", "القيمة")
        if arabic
        else ("Code HCP", "Commune", "Province", "Valeur")
    )
    sheet.write_row(0, 0, titles, book.add_format({"bold": True}))
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 3, 24)
    end = "_ar" if arabic else "_fr"
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, (row["code"], row[f"name{end}"], row[f"province{end}"]))
    book.close()
    return _attached(out.getvalue(), CONTENT_TYPE, "xlsx")


def _attached(body: bytes, kind: str, extension: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="indicateur-modele.{extension}"'
    return response
