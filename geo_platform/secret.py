"""The signing key of a machine that was given none: made once, kept private beside the local data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def local_key(folder: Path) -> str:
    """The key in `folder/secret-key`, created with mode 0600. Two starters racing agree on the first one's."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret-key.{os.getpid()}"
        draft.write_text(secrets.token_urlsafe(50))
        draft.chmod(0o600)
        try:
            os.link(draft, path)
        except FileExistsError:
            path.stat()
        finally:
            draft.unlink()
    return path.read_text().strip()
