"""Datasets found, not listed: every public layer, every masked cube, the censuses, the deployment of the chantiers.

Nothing here decides who may read: an address listed answers an anonymous visitor, or the dataset is not here
(a test asks each). Demonstration data are no open data: outside a demonstration they are not even there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from layers import registry
from layers.access import ANONYMOUS, access_to
from layers.layer import THEMES, Layer
from layers.models import CubePublication, Deployment
from layers.query import LayerQuery
from layers.services.export import FORMATS

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
ODBL = "https://opendatacommons.org/licenses/odbl/1-0/"
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/flatgeobuf",
    "parquet": "application/vnd.apache.parquet",
    "shp.zip": "application/zip",
    "pbf": "application/vnd.mapbox-vector-tile",
}


@dataclass(frozen=True)
class Distribution:
    format: str
    path: str
    about: str = ""

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.format]


@dataclass(frozen=True)
class Column:
    name: str
    title: str
    type: str
    unit: str


@dataclass(frozen=True)
class Licence:
    """`url` empty: the terms are words, told as they stand. `share_alike`: apart, for it binds what is made of it."""

    title: str
    url: str = ""
    share_alike: bool = False


@dataclass(frozen=True)
class Dataset:
    slug: str
    title: str
    description: str
    theme: str
    licence: Licence
    credit: str
    vintage: str
    issued: dt.date | None
    changed: str
    columns: tuple[Column, ...]
    distributions: tuple[Distribution, ...]
    level: str = ""
    fictitious: bool = False


def licence(words: str) -> Licence:
    """Terms as a layer declares them, with the address of a licence they name."""
    plain, words = words.lower(), _(words)
    if "odbl" in plain or "openstreetmap" in plain:
        return Licence(words, ODBL, share_alike=True)
    return Licence(words, CC_BY if "cc by 4.0" in plain else "")


def datasets() -> list[Dataset]:
    return [*_census(), *_layers(), *_cubes(), *_deployment()]


def _language() -> str:
    return get_language() or "fr"


def _census() -> Iterator[Dataset]:
    found = ("csv", "json")
    levels = (("region", _("régions")), ("province", _("provinces")), ("commune", _("communes")))
    head = [
        Distribution(
            "csv",
            f"/indicators/population_legal.csv?level={level}&year=2024",
            _(", ").join((_("population"), name)),
        )
        for level, name in levels
    ]
    water = "/indicators/amenities_running_water"
    rest = [
        Distribution(one, f"{water}.{one}?level=commune&year=2024", _("eau courante, communes"))
        for one in found
    ]
    names = ("code", "name_fr", "name_ar", "value", "unit", "year", "source")
    titles = (
        _("Code HCP"),
        _("Nom français"),
        _("Nom arabe"),
        _("Valeur"),
        _("Unité"),
        _("Année"),
        _("Source"),
    )
    columns = tuple(Column(name, title, "text", "") for name, title in zip(names, titles, strict=True))
    yield Dataset(
        slug="census",
        title=_("Recensements 2014 et 2024 : indicateurs par territoire"),
        description=_(
                "Chaque chiffre publié par le HCP, par niveau, milieu et sexe : un fichier par "
                "indicateur, à la même adresse que dans le catalogue des indicateurs."
            ),
        theme=_("Population"),
        licence=Licence("CC BY 4.0", CC_BY),
        credit=_("Haut-Commissariat au Plan (HCP), RGPH 2014 et 2024"),
        vintage="2014, 2024",
        issued=dt.date(2024, 9, 1),
        changed=_("Rien dans les chiffres ; les codes des deux éditions sont rapprochés."),
        columns=columns,
        distributions=(*head, *rest),
        level="commune",
    )  # fmt: skip


def _layers() -> Iterator[Dataset]:
    for layer in registry.layers().values():
        if access_to(ANONYMOUS, layer).allowed:
            yield _layer(layer)


def _layer(layer: Layer) -> Dataset:
    language = _language()
    query = LayerQuery.of(layer, ANONYMOUS)
    formats = [name for name in FORMATS if not (FORMATS[name].located_only and layer.lies == "false")]
    return Dataset(
        slug=layer.slug,
        title=layer.title(language),
        description=_(
                "Couche « %(title)s » : les lignes que chacun peut lire, filtrables par les paramètres "
                "de la carte."
            ) % {"title": layer.title(language)},
        theme=layer.theme_title(language),
        licence=licence(layer.licence),
        credit=layer.source_ar if language == "ar" else layer.source_fr,
        vintage=_("nomenclature 2024, limites 2014") if layer.is_level else _("selon chaque ligne"),
        issued=dt.date(2024, 9, 1) if layer.is_level else None,
        changed=_(
                "Latitudes réparées, arrondissements et centres rapprochés, chevauchements corrigés, "
                "tracés généralisés."
            ) if layer.is_level else _(
                "Chaque ligne est rattachée à son territoire, avec la précision de sa position."
            ),
        columns=tuple(Column(f.name, f.title(language), f.type, f.unit) for f in query.properties),
        distributions=tuple(Distribution(name, f"/export/{layer.slug}.{name}") for name in formats),
        fictitious=query.has_fiction(),
    )  # fmt: skip


def _cubes() -> Iterator[Dataset]:
    language = _language()
    for layer in registry.layers().values():
        if layer.public_cube is None:
            continue
        made = CubePublication.objects.filter(layer=layer.slug).aggregate(at=Max("made_at"), year=Max("year"))
        fictitious = CubePublication.objects.filter(layer=layer.slug, fictitious=True).exists()
        if made["at"] is None or (fictitious and not settings.FICTITIOUS_DATA):
            continue
        names = (
            "territory",
            "level",
            "name_fr",
            "name_ar",
            "period",
            "type",
            "type_title",
            "value",
            "status",
        )
        yield Dataset(
            slug=f"{layer.slug}-counts",
            title=_("%(title)s : nombres par territoire et période") % {"title": layer.title(language)},
            description=_(
                "Comptes par territoire, trimestre et type. Moins de cinq est masqué, et ce qui "
                "permettrait de le retrouver aussi : aucune donnée sur une personne."
            ),
            theme=THEMES[layer.theme][language == "ar"],
            licence=Licence(_("Données publiques de l’administration, citer la source")),
            credit=layer.source_ar if language == "ar" else layer.source_fr,
            vintage=str(made["year"]),
            issued=made["at"].date(),
            changed=_("Comptées et masquées par la plateforme ; les lignes elles-mêmes ne sont pas publiques."),
            columns=tuple(Column(name, name, "text", "") for name in names),
            distributions=tuple(Distribution(one, f"/api/cubes/{layer.slug}.{one}") for one in ("csv", "json")),
            fictitious=fictitious,
        )  # fmt: skip


def _deployment() -> Iterator[Dataset]:
    from layers.services.deployment_table import COLUMNS

    language = _language()
    shown = (
        Deployment.objects.all() if settings.FICTITIOUS_DATA else Deployment.objects.filter(fictitious=False)
    )
    latest = shown.aggregate(day=Max("status_on"))["day"]
    yield Dataset(
        slug="deployment",
        title=_("Déploiement des chantiers de la DGCT"),
        description=_(
                "État de chaque chantier par région à une date, avec la source de chaque fait ; ce "
                "qu’aucune source ne dit est inconnu."
            ),
        theme=_("Chantiers numériques"),
        licence=Licence(_("Données publiques de l’administration, citer la source")),
        credit=_("Circulaire du 19/05/2020 et relevés déposés"),
        vintage=f"{latest:%d/%m/%Y}" if latest else "",
        issued=latest,
        changed=_("Faits rapprochés par territoire et par date ; parts calculées."),
        columns=tuple(Column(one.name, one.title(language), "text", "") for one in COLUMNS),
        distributions=tuple(Distribution(one, f"/api/deployment/matrix.{one}") for one in ("csv", "xlsx")),
        level="region",
        fictitious=shown.filter(fictitious=True).exists(),
    )  # fmt: skip
