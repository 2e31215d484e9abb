"""What a public map may hold, refused with the field and the reason when it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo_platform.portal.public_maps import theme
from layers import registry, territories
from layers.access import ANONYMOUS
from layers.errors import PlatformError
from layers.layer import Sensitivity
from layers.query import LayerQuery

if TYPE_CHECKING:
    from geo_platform.portal.models import PublicMap, PublicMapLayer


def whole(candidate: PublicMap) -> None:
    found: dict[str, str] = {}
    if candidate.territory and territories.describe(candidate.territory) is None:
        found["territory"] = _("Aucun territoire ne porte ce code.")
    if candidate.indicator and candidate.cube_layer:
        found["cube_layer"] = _("Un indicateur ou un cube, pas les deux : une carte porte un seul sujet.")
    if (
        candidate.published_from
        and candidate.published_to
        and candidate.published_to < candidate.published_from
    ):
        found["published_to"] = _("La fin précède le début.")
    if candidate.indicator and candidate.year not in theme.YEARS:
        found["year"] = _("Choisissez 2014, 2024 ou change.")
    if not found and candidate.cube_layer:
        found |= _cube(candidate)
    if not found and candidate.indicator:
        found |= _asked(lambda: theme.of_indicator(candidate, get_language() or "fr"), "indicator")
    if found:
        raise ValidationError(found)


def _cube(candidate: PublicMap) -> dict[str, str]:
    layer = registry.layers().get(candidate.cube_layer)
    if layer is None or layer.public_cube is None:
        with_cube = ", ".join(slug for slug, known in registry.layers().items() if known.public_cube)
        return {
            "cube_layer": _("Cette couche n’a pas de cube public. Couches : %(layers)s.")
            % {"layers": with_cube}
        }
    grain = "quarter" if "-" in candidate.cube_period else "year"
    if not layer.public_cube.holds(candidate.level, grain, bool(candidate.cube_type)):
        return {"level": _("Le cube ne va pas si loin : moins fin en territoire, en période ou sans type.")}
    return _asked(lambda: theme.of_cube(candidate, get_language() or "fr"), "cube_period")


def _asked(question: object, field: str) -> dict[str, str]:
    try:
        answer = question()  # type: ignore[operator]
    except PlatformError as error:
        return {field: error.text(get_language() or "fr")}
    return {} if answer.rows else {field: _("Aucun chiffre publié ne répond à cette demande.")}


def layer(candidate: PublicMapLayer) -> None:
    """Public layers and public fields only; the filter and the order must compile as a visitor's would."""
    declared = registry.layers().get(candidate.layer)
    if declared is None:
        raise ValidationError({"layer": _("Couche inconnue.")})
    if declared.sensitivity > Sensitivity.PUBLIC:
        text = _("Couche sensible : elle ne se publie que par le cube masqué (« couche du cube masqué »).")
        raise ValidationError({"layer": text})
    public = {field.name for field in declared.fields_up_to(Sensitivity.PUBLIC)}
    for name in candidate.field_names:
        if name not in public:
            raise ValidationError(
                {"fields": _("« %(name)s » n’est pas un champ public de cette couche.") % {"name": name}}
            )
    for parameter in ("filter", "sortby"):
        value = getattr(candidate, parameter)
        try:
            if value:
                LayerQuery.from_params(declared, {parameter: [value]}, ANONYMOUS).count()
        except PlatformError as error:
            raise ValidationError({parameter: error.text(get_language() or "fr")}) from error
