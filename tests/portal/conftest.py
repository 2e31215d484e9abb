"""People who sign in, as the tests of accounts make them."""

from tests.accounts.conftest import few_rounds, person, signed_in  # noqa: F401
