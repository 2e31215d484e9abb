from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import UserManager

if TYPE_CHECKING:
    from geo_platform.accounts.models import User


class AccountManager(UserManager):
    """Usernames are compared without case: `Wali.Oriental` and `wali.oriental` are one person."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)
