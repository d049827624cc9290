"""How static files are kept in production: compressed, and named after their content."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage that also follows the ``import`` lines of our script modules."""

    support_js_module_import_aggregation = True
