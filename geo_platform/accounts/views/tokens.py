"""One's own API tokens: made here, shown once, revoked here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache

from geo_platform.accounts import tokens
from geo_platform.accounts.forms import dress
from layers.access import Viewer, access_to
from layers.registry import layers

MAX_LIVE = 20


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Usage"), max_length=80, help_text=_("Par exemple : QGIS du bureau."))
    days = forms.TypedChoiceField(
        label=_("Durée"),
        coerce=int,
        choices=[(30, _("30 jours")), (90, _("90 jours")), (365, _("un an"))],
        initial=90,
    )
    layers = forms.MultipleChoiceField(
        label=_("Couches"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucune cochée : toutes celles que vous pouvez lire."),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        field: Any = self.fields["layers"]
        field.choices = [
            (slug, layer.title(language)) for slug, layer in layers().items() if access_to(viewer, layer).allowed
        ]
        dress(self)


@method_decorator(never_cache, name="dispatch")
class TokensView(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, TokenForm(request.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.viewer, request.POST)
        if request.user.api_tokens.live().count() >= MAX_LIVE:
            form.add_error(None, str(_("Révoquez d’abord un jeton dont vous ne vous servez plus.")))
        if not form.is_valid():
            return self._page(request, form, status=400)
        told = form.cleaned_data
        _token, text = tokens.create(request.user, told["name"], told["days"], told["layers"])
        return self._page(request, TokenForm(request.viewer), secret=text)

    def _page(self, request: HttpRequest, form: TokenForm, secret: str = "", status: int = 200) -> HttpResponse:
        language = get_language() or "fr"
        titles = {slug: layer.title(language) for slug, layer in layers().items()}
        held = [
            {"token": token, "layers": [titles.get(slug, slug) for slug in token.layers]}
            for token in request.user.api_tokens.live()
        ]
        address = request.build_absolute_uri("/ogc/")
        context = {"form": form, "held": held, "secret": secret, "address": address}
        return render(request, "accounts/tokens.html", context, status=status)


class RevokeView(LoginRequiredMixin, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        token = get_object_or_404(request.user.api_tokens, pk=pk)
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        return HttpResponseRedirect(reverse("accounts:tokens"))
