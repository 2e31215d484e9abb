"""Rasters at the desk: those in service, a new one and its job. For who imports for the whole Kingdom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from etl.desk import access, files
from etl.desk.file_pages import LIVE, _job_fault
from etl.desk.work import unattended
from etl.errors import FileUnreadable, Finding
from etl.rasters import work
from etl.rasters.declaration import Declaration, classes_of
from layers.access import Viewer
from layers.errors import Forbidden
from layers.indicators import catalog
from layers.models import Indicator, Job, Raster
from layers.services.raster import look

SENSITIVITIES = (
    ("internal", _("Interne : comptes habilités")),
    ("restricted", _("Restreint")),
    ("public", _("Public")),
)
RAMPS = (
    ("volume", _("Volume (violet)")),
    ("acces", _("Favorable (bleu-vert)")),
    ("besoin", _("Besoin (rouge)")),
    ("relief", _("Relief")),
)
MESSAGES = (_("lecture"), _("image"), _("mise en service"), _("contours"), _("cellules"), _("publication"))


class RasterForm(forms.Form):
    """What a declaration asks; the finer checks are the declaration's own."""

    name = forms.SlugField(label=_("Nom court (adresse)"), max_length=40)
    title_fr = forms.CharField(label=_("Titre français"), max_length=120)
    title_ar = forms.CharField(label=_("Titre arabe"), max_length=120)
    kind = forms.ChoiceField(label=_("Genre"), choices=Raster.Kind.choices)
    unit = forms.CharField(label=_("Unité"), max_length=30, required=False)
    ramp = forms.ChoiceField(label=_("Palette"), choices=RAMPS)
    theme = forms.ChoiceField(label=_("Thème"))
    situation = forms.DateField(
        label=_("Date de situation"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source_fr = forms.CharField(label=_("Source"), max_length=200)
    licence = forms.CharField(label=_("Licence"), max_length=200)
    sensitivity = forms.ChoiceField(label=_("Diffusion"), choices=SENSITIVITIES)
    crs = forms.IntegerField(label=_("Code EPSG, si le fichier ne le dit pas"), required=False, min_value=1)
    nodata = forms.FloatField(label=_("Valeur « sans donnée », si le fichier ne la dit pas"), required=False)
    band = forms.IntegerField(label=_("Bande, s’il y en a plusieurs"), required=False, min_value=1)
    classes = forms.FileField(label=_("Table des classes (CSV : code, fr, ar, color)"), required=False)
    additive = forms.BooleanField(label=_("Quantités à additionner"), required=False)
    measure = forms.BooleanField(label=_("Calculer les indicateurs par territoire"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        arabic = access.language() == "ar"
        themes = [(t.slug, t.ar if arabic else t.fr) for t in catalog.THEMES.values()]
        self.fields["theme"].choices = themes[::-1]
        self.fields["title_ar"].widget.attrs.update(dir="rtl", lang="ar")
        for field in self.fields.values():
            if isinstance(field, forms.BooleanField | forms.FileField):
                continue
            field.widget.attrs["class"] = "sel" if isinstance(field, forms.ChoiceField) else "field"

    def declared(self) -> dict[str, Any]:
        said = {k: v for k, v in self.cleaned_data.items() if k not in {"classes", "measure"}}
        table = self.cleaned_data.get("classes")
        if table is not None:
            said["classes"] = classes_of(table.read(200_000).decode("utf-8-sig", "replace"))
        said["situation"] = said["situation"].isoformat()
        return Declaration.of(said).as_json()


def _allowed(request: HttpRequest) -> Viewer:
    viewer = access.importer(request)
    if not access.everywhere(viewer):
        raise Forbidden
    return viewer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def landing(request: HttpRequest) -> HttpResponse:
    viewer = _allowed(request)
    form = RasterForm(request.POST or None, request.FILES or None)
    fault = None
    if request.method == "POST" and form.is_valid():
        try:
            given = request.FILES.get("file")
            if given is None:
                raise FileUnreadable("file_missing")
            declared = form.declared()
            entry = files.keep(given, "rasters", viewer.user_id, fictitious=False)
        except FileUnreadable as error:
            fault = Finding(error, "", 0).as_json()
        else:
            measure = form.cleaned_data["measure"] and declared["sensitivity"] in {"public"}
            started = work.start(entry, declared, measure=measure, owner_id=viewer.user_id)
            return redirect("etl:raster-job", pk=started.pk)
    context = {
        "form": form, "fault": fault, "rasters": _listed(), "limit_mb": files.MAX_BYTES // 2**20,
        "limit_bytes": files.MAX_BYTES,
    }  # fmt: skip
    return render(request, "etl/rasters.html", context, status=400 if fault or form.errors else 200)


def _listed() -> list[dict[str, Any]]:
    language = access.language()
    measured = set(Indicator.objects.filter(dataset__startswith="raster:").values_list("dataset", flat=True))
    return [
        {
            "raster": raster,
            "version": raster.current,
            "title": raster.title(language),
            "source": raster.source(language),
            "key": look.legend(raster, language)["key"][:12],
            "measurable": raster.sensitivity == 0 and raster.situation is not None,
            "measured": f"raster:{raster.name}"[:30] in measured,
        }
        for raster in Raster.objects.select_related("current").exclude(current=None)
    ]


@require_POST
def measure(request: HttpRequest, name: str) -> HttpResponse:
    viewer = _allowed(request)
    raster = get_object_or_404(Raster, name=name)
    return redirect("etl:raster-job", pk=work.start_measure(raster.name, viewer.user_id).pk)


def _job(request: HttpRequest, pk: UUID) -> Job:
    _allowed(request)
    found: Job = get_object_or_404(Job, pk=pk, kind__in=[work.REGISTER, work.MEASURE])
    return found


@require_safe
@never_cache
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    entry = _job(request, pk)
    result: dict[str, Any] = entry.result if entry.state == Job.State.DONE else {}
    raster = Raster.objects.filter(name=result.get("name", "")).first()
    context = {
        "job": entry,
        "live": entry.state in LIVE,
        "told": _told(entry),
        "result": result,
        "fault": result.get("file_fault") or _job_fault(entry),
        "title": raster.title(access.language()) if raster else gettext("Raster"),
        "first_indicator": (result.get("measured") or {}).get("indicators", [""])[0],
    }
    return render(request, "etl/raster_job.html", context)


def _told(entry: Job) -> dict[str, Any]:
    waiting = unattended(entry)
    message = gettext(entry.message) if entry.message else str(entry.get_state_display())
    if entry.cancel_requested and entry.state in LIVE:
        message = gettext("Annulation demandée…")
    share = round(entry.progress * 100)
    url = reverse("etl:raster-job", args=[entry.pk])
    return {"live": entry.state in LIVE, "share": share, "message": message, "waiting": waiting, "url": url}


@require_safe
@never_cache
def state(request: HttpRequest, pk: UUID) -> JsonResponse:
    return JsonResponse(_told(_job(request, pk)))


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    from layers import jobs

    jobs.cancel(_job(request, pk))
    return redirect("etl:raster-job", pk=pk)
