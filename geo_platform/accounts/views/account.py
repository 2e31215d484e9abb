"""One's own account: who I am here, what I may see, my language, my password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from geo_platform.accounts import perimeter
from geo_platform.accounts.forms import dress
from geo_platform.accounts.models import RoleGrant, User
from geo_platform.accounts.perimeter import KINGDOM, Place
from geo_platform.accounts.scope import may_manage_users
from geo_platform.language import remember


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("full_name_fr", "full_name_ar", "phone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class NewPasswordForm(PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Mot de passe actuel")
        self.fields["new_password1"].label = _("Nouveau mot de passe")
        self.fields["new_password2"].label = _("Nouveau mot de passe, encore une fois")
        self.fields["new_password1"].help_text = _(
            "12 caractères au moins, ni votre nom, ni une suite de chiffres."
        )
        dress(self)

    def clean_new_password1(self) -> str:
        new: str = self.cleaned_data["new_password1"]
        if new == self.data.get("old_password"):
            raise ValidationError(_("Le nouveau mot de passe est le même que l’ancien."))
        return new


def described(grants: list[RoleGrant]) -> list[dict[str, Any]]:
    """Grants with the current name of their place, for the templates."""
    named = perimeter.places({grant.territory_id for grant in grants if grant.territory_id})
    lost = Place(None, "", "", str(_("territoire disparu")), str(_("territoire disparu")))
    return [
        {"grant": grant, "place": named.get(grant.territory_id, lost) if grant.territory_id else KINGDOM}
        for grant in grants
    ]


@method_decorator(never_cache, name="dispatch")
class AccountView(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, AccountForm(instance=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        # Not request.user itself: a refused form would leave its values in the page's top bar.
        form = AccountForm(request.POST, instance=User.objects.get(pk=request.user.pk))
        if not form.is_valid():
            return self._page(request, form, 400)
        user = form.save()
        response = HttpResponseRedirect(reverse("accounts:account"))
        remember(response, user.language)
        return response

    def _page(self, request: HttpRequest, form: AccountForm, status: int = 200) -> HttpResponse:
        user = request.user
        assert isinstance(user, User)
        context = {
            "form": form,
            "held": described(list(user.grants.standing())),
            "manages": may_manage_users(request),
        }
        return render(request, "accounts/account.html", context, status=status)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PasswordView(LoginRequiredMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, NewPasswordForm(request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewPasswordForm(request.user, request.POST)
        if not form.is_valid():
            return self._page(request, form, 400)
        first = request.user.must_change_password
        user = form.save(commit=False)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        # Rotates this session and ends all the others of the account.
        update_session_auth_hash(request, user)
        target = perimeter.landing_url(request.viewer) if first else reverse("accounts:account")
        return HttpResponseRedirect(target)

    def _page(self, request: HttpRequest, form: NewPasswordForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/password.html", {"form": form}, status=status)
