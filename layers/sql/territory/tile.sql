-- What does one tile of a territorial level hold, generalised for its zoom?
-- Grain: one MVT. Reads the band table only; ST_AsMVTGeom is not filtered on null (it would run twice a row).
-- in_scope: the territories a filter leaves. Parameters: slug, level, band, edition, z, x, y.
select ST_AsMVT(t, %(slug)s, 4096, 'geom')
from (
    select b.code, b.name_fr, b.name_ar, b.kind, b.parent_code as parent,
           b.province_code as province, b.region_code as region,
           ST_AsMVTGeom(b.geom, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true) as geom
    from layers_territoryband b
    where b.edition_id = %(edition)s and b.level = %(level)s and b.band = %(band)s
      and b.geom && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02)
      and {{in_scope}}
) t
