"""What a person says of an indicator he brings: title, unit, year, source, who may read it; and its figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from layers import sql
from layers.access import Viewer
from layers.indicators import catalog
from layers.models import Indicator
from layers.services import own

FILE, FORMULA = "file", "formula"


def sharing_choices(viewer: Viewer) -> list[tuple[str, Any]]:
    """ "My perimeter" is said by its name."""
    roots = {key: key.partition(":")[2] for key in own.sharings(viewer) if key.startswith("perimeter:")}
    ids = [int(root) for root in roots.values() if root != "MA"]
    rows = sql.rows("territory/named.sql", {"ids": ids, "level": None}) if ids else []
    names = {str(row["territory_id"]): _name(row) for row in rows}
    said = {own.PRIVATE: _("Moi seul"), own.PUBLIC: _("Tout le monde, sans connexion")}
    for key, root in roots.items():
        name = names.get(root, _("Royaume"))
        said[key] = _("Les services chargés de : %(place)s") % {"place": name}
    return [(key, said[key]) for key in own.sharings(viewer)]


def _name(row: dict[str, Any]) -> str:
    return str(row["name_ar"] if get_language() == "ar" and row["name_ar"] else row["name_fr"])


class OwnForm(forms.Form):
    title_fr = forms.CharField(label=_("Titre en français"), min_length=3, max_length=120)
    title_ar = forms.CharField(label=_("Titre en arabe"), max_length=120, required=False)
    unit = forms.CharField(label=_("Unité"), max_length=30)
    theme = forms.ChoiceField(label=_("Thème"))
    direction = forms.ChoiceField(
        label=_("Lecture"),
        choices=[
            ("good", _("Plus la valeur est élevée, mieux c’est")),
            ("bad", _("Plus la valeur est élevée, moins c’est bien")),
            ("none", _("Sans jugement")),
        ],
    )
    decimals = forms.IntegerField(label=_("Décimales affichées"), min_value=0, max_value=4, initial=1)
    year = forms.IntegerField(label=_("Année"), min_value=1900, max_value=2100, initial=2024)
    source = forms.CharField(label=_("Source"), max_length=200)
    sharing = forms.ChoiceField(label=_("Qui peut le lire"))
    kind = forms.ChoiceField(choices=[(FILE, _("Un fichier")), (FORMULA, _("Une formule"))], initial=FILE)
    file = forms.FileField(label=_("Fichier CSV ou XLSX"), required=False)
    heading = forms.CharField(label=_("En-tête de la colonne des valeurs"), max_length=120, required=False)
    formula = forms.CharField(label=_("Formule"), max_length=400, required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        self.fields["theme"].choices = [(t.slug, t.text(language)) for t in catalog.THEMES.values()]
        self.fields["sharing"].choices = sharing_choices(viewer)
        for name, field in self.fields.items():
            kind = "sel" if isinstance(field, forms.ChoiceField) else "field"
            field.widget.attrs |= {"class": kind}
            if name in {"title_fr", "title_ar"}:
                field.widget.attrs |= {"lang": name[-2:], "dir": "rtl" if name.endswith("ar") else "ltr"}
        self.fields["unit"].widget.attrs["list"] = "own-units"
        self.fields["formula"].widget.attrs |= {"dir": "ltr", "spellcheck": "false"}
        self.fields["file"].widget.attrs["accept"] = ".csv,.xlsx"

    def clean_unit(self) -> str:
        return own.unit_of(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = data.get("kind", FILE)
        if not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("À fournir."))
        return data

    def wish(self) -> own.Wish:
        data = self.cleaned_data
        return own.Wish(**{name: data[name] for name in own.Wish.__dataclass_fields__})


def initial_of(info: Any, owned: Indicator) -> dict[str, Any]:
    """An indicator as the form would have asked for it, to replace it."""
    place = owned.perimeter_id or "MA"
    sharing = f"perimeter:{place}" if owned.access == Indicator.Access.PERIMETER else owned.access
    unit = catalog.UNITS.get(info.unit)
    return {
        "title_fr": info.title_fr,
        "title_ar": info.title_ar,
        "unit": unit.text(get_language() or "fr") if unit else info.unit,
        "theme": info.theme,
        "direction": info.direction,
        "decimals": info.decimals,
        "year": info.years[-1] if info.years else 2024,
        "source": info.source,
        "sharing": sharing,
    }
