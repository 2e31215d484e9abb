"""Delegated administration: list, invite, grant, end, revoke, all within the administrator's own perimeter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache

from geo_platform.accounts import passwords, workbook
from geo_platform.accounts.bulk import Importer, RowFault
from geo_platform.accounts.forms import GrantFields, InviteForm
from geo_platform.accounts.models import AccountSession, RoleGrant, User
from geo_platform.accounts.scope import AdminScope, OutOfScope
from geo_platform.accounts.views.account import described
from layers.errors import PlatformError

PAGE = 50


def language() -> str:
    return "ar" if get_language() == "ar" else "fr"


def attachment(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=workbook.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@method_decorator(never_cache, name="dispatch")
class ScopedView(LoginRequiredMixin, View):
    """`self.scope`: Forbidden for whoever administers nothing."""

    scope: AdminScope

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.scope = AdminScope.of(request)
        return super().dispatch(request, *args, **kwargs)


class UserListView(ScopedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.get("q", "").strip()
        users = self.scope.users()
        if query:
            users = users.filter(
                Q(username__icontains=query)
                | Q(full_name_fr__icontains=query)
                | Q(full_name_ar__icontains=query)
                | Q(email__icontains=query)
            )
        held = Prefetch("grants", RoleGrant.objects.standing(), to_attr="standing_grants")
        page = Paginator(users.prefetch_related(held), PAGE).get_page(request.GET.get("page"))
        named = described([grant for user in page for grant in user.standing_grants])
        by_user: dict[int, list[dict[str, Any]]] = {}
        for entry in named:
            by_user.setdefault(entry["grant"].user_id, []).append(entry)
        rows = [{"user": user, "held": by_user.get(user.pk, [])} for user in page]
        return render(request, "accounts/users.html", {"page": page, "rows": rows, "q": query})


class InviteView(ScopedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, InviteForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, 400)
        data = form.cleaned_data
        names = ("username", "full_name_fr", "full_name_ar", "email", "organisation")
        user = User(**{name: data[name] for name in names}, must_change_password=True)
        grant = form.unsaved_grant(user, self.scope.manager)
        try:
            self.scope.check_grant(grant.as_grant())
        except OutOfScope as error:
            form.add_error(None, error.text(language()))
            return self._page(request, form, 403)
        password = passwords.random_password()
        user.password = passwords.encode(password)
        with transaction.atomic():
            user.save()
            grant.user_id = user.pk
            grant.save()
        return render(request, "accounts/password_given.html", {"account": user, "password": password})

    @staticmethod
    def _page(request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/user_new.html", {"form": form}, status=status)


class EndForm(forms.Form):
    valid_to = forms.DateField(label=_("Au"), required=False)


class UserView(ScopedView):
    """One account. Every action is checked twice: the account is in reach, and so is the grant it touches."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, self._account(pk), GrantFields())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = self._account(pk)
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        self.scope.check_user(account)
        return action(self, request, account)

    def _account(self, pk: int) -> User:
        return get_object_or_404(self.scope.users(), pk=pk)

    def _page(
        self, request: HttpRequest, account: User, form: GrantFields, status: int = 200
    ) -> HttpResponse:
        context = {
            "account": account,
            "held": described(list(account.grants.select_related("granted_by"))),
            "form": form,
            "manageable": self.scope.manages(account),
            "today": timezone.localdate(),
        }
        return render(request, "accounts/user.html", context, status=status)

    def _back(self, account: User) -> HttpResponse:
        return HttpResponseRedirect(reverse("accounts:user", args=[account.pk]))

    def _held(self, request: HttpRequest, account: User) -> RoleGrant:
        pk = request.POST.get("grant", "")
        if not pk.isdigit():
            raise Http404
        grant: RoleGrant = get_object_or_404(account.grants, pk=pk, revoked_at=None)
        self.scope.check_grant(grant.as_grant())
        return grant

    def grant(self, request: HttpRequest, account: User) -> HttpResponse:
        form = GrantFields(request.POST)
        if not form.is_valid():
            return self._page(request, account, form, 400)
        wanted = form.unsaved_grant(account, self.scope.manager)
        try:
            self.scope.check_grant(wanted.as_grant())
        except OutOfScope as error:
            form.add_error(None, error.text(language()))
            return self._page(request, account, form, 403)
        wanted.save()
        return self._back(account)

    def revoke(self, request: HttpRequest, account: User) -> HttpResponse:
        grant = self._held(request, account)
        grant.revoked_at, grant.revoked_by = timezone.now(), self.scope.manager
        grant.save(update_fields=["revoked_at", "revoked_by"])
        return self._back(account)

    def end(self, request: HttpRequest, account: User) -> HttpResponse:
        grant = self._held(request, account)
        form = EndForm(request.POST)
        day = form.cleaned_data["valid_to"] if form.is_valid() else None
        if not form.is_valid() or (day and day < grant.valid_from):
            extra = GrantFields()
            return self._page(request, account, extra, 400)
        grant.valid_to = day
        grant.save(update_fields=["valid_to"])
        return self._back(account)

    def password(self, request: HttpRequest, account: User) -> HttpResponse:
        password = passwords.random_password()
        account.password, account.must_change_password = passwords.encode(password), True
        account.save(update_fields=["password", "must_change_password"])
        AccountSession.objects.filter(user=account).delete()
        return render(request, "accounts/password_given.html", {"account": account, "password": password})

    def active(self, request: HttpRequest, account: User) -> HttpResponse:
        account.is_active = request.POST.get("active") == "1"
        account.save(update_fields=["is_active"])
        if not account.is_active:
            AccountSession.objects.filter(user=account).delete()
        return self._back(account)


ACTIONS: dict[str, Callable[[UserView, HttpRequest, User], HttpResponse]] = {
    "grant": UserView.grant,
    "revoke": UserView.revoke,
    "end": UserView.end,
    "password": UserView.password,
    "active": UserView.active,
}


class ImportView(ScopedView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        file = request.FILES.get("file")
        if file is None:
            return self._page(request, [workbook.Unreadable()], 400)
        try:
            result = Importer(self.scope).run(workbook.rows(file))
        except (RowFault, workbook.Unreadable) as error:
            return self._page(request, [error], 400)
        if result.faults:
            return self._page(request, result.faults, 400)
        if result.passwords:
            return attachment(workbook.password_sheet(result.passwords), "comptes-mots-de-passe.xlsx")
        return render(request, "accounts/users_import.html", {"result": result})

    @staticmethod
    def _page(request: HttpRequest, faults: list[Any] | None = None, status: int = 200) -> HttpResponse:
        found: list[PlatformError] = faults or []
        lines = [fault.text(language()) for fault in found]
        return render(request, "accounts/users_import.html", {"faults": lines}, status=status)


@login_required
@never_cache
def template_view(request: HttpRequest) -> HttpResponse:
    AdminScope.of(request)
    return attachment(workbook.template(), "comptes-modele.xlsx")
