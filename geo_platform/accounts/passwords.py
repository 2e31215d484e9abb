"""Random first passwords: strong by their randomness, so stored with few rounds until their owner replaces them."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# No letter or digit that is mistaken for another when read from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 5
# 74 random bits need no slowing down; at the usual rounds a file of 1,600 communes would take ten minutes.
ROUNDS = 20_000


def random_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def encode(password: str) -> str:
    """Django's own format: checked as any password, re-hashed at the usual rounds at the first login."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(password, hasher.salt(), iterations=ROUNDS)
