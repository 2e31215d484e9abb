"""Shared by the account pages: how a form looks, and the fields that describe a grant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo_platform.accounts.models import RoleGrant, User, known_themes, role_choices
from layers.errors import BadParameter
from layers.indicators.catalog import THEMES
from layers.registry import layers
from layers.territories import resolve_codes

KINGDOM_CODE = "MA"


def dress(form: forms.BaseForm) -> None:
    """The look's classes on every widget, so that templates loop over fields without knowing them."""
    for field in form.fields.values():
        widget = field.widget
        if not isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
            kind = "sel" if isinstance(widget, forms.Select) else "field"
            widget.attrs["class"] = kind
    for name in ("username", "email", "phone", "territory"):
        if name in form.fields:
            form.fields[name].widget.attrs["dir"] = "ltr"


def theme_choices() -> list[tuple[str, str]]:
    """Titles of the indicators' catalogue; a theme of layers only is named by its layers."""
    language = "ar" if get_language() == "ar" else "fr"
    titles: dict[str, list[str]] = {}
    for layer in layers().values():
        titles.setdefault(layer.theme, []).append(layer.title_ar if language == "ar" else layer.title_fr)
    comma = "، " if language == "ar" else ", "
    other = str(_("Autres indicateurs"))
    return sorted(
        (
            (slug, THEMES[slug].text(language) if slug in THEMES else comma.join(titles.get(slug, [other])))
            for slug in known_themes()
        ),
        key=lambda choice: choice[1],
    )


class GrantFields(forms.Form):
    """A role over a place, for themes and dates. `cleaned_data['territory']` is an id, None for the Kingdom."""

    role = forms.ChoiceField(label=_("Rôle"), choices=role_choices)
    territory = forms.CharField(
        label=_("Code du territoire"),
        max_length=20,
        help_text=_("Code HCP, par exemple 02.411 ; MA pour tout le Royaume."),
    )
    themes = forms.MultipleChoiceField(
        label=_("Thèmes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucun coché : tous les thèmes."),
    )
    valid_from = forms.DateField(
        label=_("Du"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    valid_to = forms.DateField(
        label=_("Au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Dernier jour compris. Vide : sans fin."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = self.fields["themes"]
        assert isinstance(themes, forms.MultipleChoiceField)
        themes.choices = theme_choices()
        dress(self)

    def clean_territory(self) -> int | None:
        code = self.cleaned_data["territory"].strip()
        if code.upper() == KINGDOM_CODE:
            return None
        try:
            return resolve_codes([code])[0]
        except BadParameter as error:
            raise forms.ValidationError(error.text(get_language() or "fr")) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("La fin précède le début."))
        return data

    def unsaved_grant(self, user: User, granted_by: User) -> RoleGrant:
        data = self.cleaned_data
        return RoleGrant(
            user=user,
            role=data["role"],
            territory_id=data["territory"],
            themes=sorted(data["themes"]),
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            granted_by=granted_by,
        )


class InviteForm(GrantFields):
    username = forms.CharField(label=_("Identifiant"), max_length=150)
    full_name_fr = forms.CharField(label=_("Nom complet (français)"), max_length=150)
    full_name_ar = forms.CharField(label=_("Nom complet (arabe)"), max_length=150, required=False)
    email = forms.EmailField(label=_("Courriel"), required=False)
    organisation = forms.CharField(label=_("Organisme"), max_length=150, required=False)

    field_order = ("username", "full_name_fr", "full_name_ar", "email", "organisation")

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip().lower()
        User.username_validator(username)
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Cet identifiant existe déjà."))
        return username

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if email and User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Ce courriel est déjà celui d’un compte."))
        return email
