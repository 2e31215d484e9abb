"""Static files under hashed names, so that a browser keeps them for a year and never shows a stale one."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_CSS_GLOB, (_CSS_URL, _CSS_IMPORT, _CSS_SOURCE_MAP) = HashedFilesMixin.patterns[0]
_, _MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Django's patterns without source maps: packages name maps they do not ship, and collecting would fail.

    Imports are rewritten in our own modules only; npm bundles import nothing by relative path."""

    # One pass resolves one more level of modules importing modules; the deepest chain has eight.
    max_post_process_passes = 12

    patterns: ClassVar[tuple] = (
        (_CSS_GLOB, (_CSS_URL, _CSS_IMPORT)),
        ("portal/js/*.js", _MODULE_IMPORTS),
        ("dashboards/js/*.js", _MODULE_IMPORTS),
    )
