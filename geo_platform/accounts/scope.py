"""What a delegated administrator may do: only within his perimeter, never above what he reads himself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from geo_platform.accounts import sql
from geo_platform.accounts.models import RoleGrant, User
from layers.access import ROLES, Grant, can
from layers.errors import Forbidden
from layers.layer import Sensitivity

MANAGE = "manage_users"


class OutOfScope(Forbidden):
    code = "out_of_scope"


class OutsidePerimeter(OutOfScope):
    code = "outside_perimeter"
    message_fr = "Ce territoire ou ce thème est hors de votre périmètre d’administration."
    message_ar = "هذا المجال الترابي أو الموضوع خارج نطاق إدارتكم."


class RoleTooHigh(OutOfScope):
    code = "role_too_high"
    message_fr = "Ce rôle voit des données plus sensibles que les vôtres."
    message_ar = "هذا الدور يطلع على معطيات أكثر حساسية مما تطلعون عليه."


class NotYours(OutOfScope):
    code = "account_out_of_scope"
    message_fr = "Ce compte n’est pas dans votre périmètre d’administration, ou c’est le vôtre."
    message_ar = "هذا الحساب خارج نطاق إدارتكم، أو هو حسابكم."


def may_manage_users(request: HttpRequest) -> bool:
    return can(request.viewer, MANAGE)


def _themes_within(wanted: frozenset[str], held: frozenset[str]) -> bool:
    """No themes means all of them: only a holder of all can hand that out."""
    return not held or (bool(wanted) and wanted <= held)


class AdminScope:
    """Built once a request from the administrator's grants of today; a superuser has no limit."""

    def __init__(self, manager: User, grants: tuple[Grant, ...]) -> None:
        self.manager = manager
        self.grants = grants
        self._above: dict[int, frozenset[int]] = {}

    @classmethod
    def of(cls, request: HttpRequest) -> AdminScope:
        if not may_manage_users(request):
            raise Forbidden
        assert isinstance(request.user, User)
        return cls(request.user, request.viewer.grants)

    @property
    def unlimited(self) -> bool:
        return self.manager.is_superuser

    def _covering(self, wanted: Grant) -> list[Grant]:
        above = self._ancestors(wanted.territory_id)
        return [
            held
            for held in self.grants
            if (held.territory_id is None or held.territory_id in above)
            and _themes_within(wanted.themes, held.themes)
        ]

    def _ancestors(self, territory: int | None) -> frozenset[int]:
        if territory is None:
            return frozenset()
        if territory not in self._above:
            rows = sql.fetch("ancestors.sql", {"territory": territory})
            self._above[territory] = frozenset(row[0] for row in rows)
        return self._above[territory]

    def check_grant(self, wanted: Grant) -> None:
        """Raises what forbids handing out, changing or ending `wanted`."""
        if self.unlimited:
            return
        covering = self._covering(wanted)
        if not any(MANAGE in ROLES[held.role].actions for held in covering if held.role in ROLES):
            raise OutsidePerimeter
        if wanted.reads > max((held.reads for held in covering), default=Sensitivity.PUBLIC):
            raise RoleTooHigh

    def check_user(self, user: User) -> None:
        """May the account itself be touched? A reset password opens all it holds, so all must be within reach."""
        if self.unlimited and user.pk != self.manager.pk:
            return
        if user.pk == self.manager.pk or user.is_superuser or user.is_staff:
            raise NotYours
        grants = list(user.grants.standing()) or list(user.grants.all())
        if not grants:
            raise NotYours
        try:
            for grant in grants:
                self.check_grant(grant.as_grant())
        except OutOfScope as error:
            raise NotYours from error

    def manages(self, user: User) -> bool:
        try:
            self.check_user(user)
        except OutOfScope:
            return False
        return True

    def users(self) -> QuerySet[User]:
        """Accounts holding something in the perimeter; some of them hold more elsewhere and are only listed."""
        everyone = User.objects.order_by("username")
        held = [g for g in self.grants if g.role in ROLES and MANAGE in ROLES[g.role].actions]
        if self.unlimited:
            return everyone
        inside = Q()
        if all(grant.territory_id is not None for grant in held):
            ids = [grant.territory_id for grant in held]
            inside = Q(territory_id__in=[row[0] for row in sql.fetch("covered.sql", {"ids": ids})])
        grants = RoleGrant.objects.filter(inside, user=OuterRef("pk"))
        return everyone.filter(Exists(grants), is_superuser=False, is_staff=False)
