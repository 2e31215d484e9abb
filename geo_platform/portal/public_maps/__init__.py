"""Curated public maps: checked when saved, read as an anonymous visitor would, drawn once a version and language."""
