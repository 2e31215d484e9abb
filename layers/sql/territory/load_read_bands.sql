-- Which generalised limits does an edition have? Grain: one row a band and territory; geom is EWKB, EPSG:3857.
-- Parameters: edition.
select band, code, ST_AsEWKB(geom) as geom from layers_territoryband where edition_id = %(edition)s
