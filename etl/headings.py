"""How a heading is compared with the declared ones. Free of Django: the child that reads a file needs it too."""

from __future__ import annotations

import re
from functools import lru_cache

from layers.text import normalise


@lru_cache(maxsize=4096)
def header_form(header: str) -> str:
    """A heading without accents, case, separators or what stands in brackets."""
    return normalise(re.sub(r"[(\[*].*", "", header[:200])).replace(" ", "").replace(".", "")
