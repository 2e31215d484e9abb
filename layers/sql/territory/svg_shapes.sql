-- What do the territories of one level look like inside a drawing?
-- Grain: one row a territory meeting the drawing's box. `path` is SVG path data in drawing units, y downwards, clipped a
-- little outside the box; empty when the territory is smaller than one step of the grid.
-- Parameters: level, band, codes (null = all), west, south, east, north (EPSG:3857 metres, margin included),
-- left, top (metres at the drawing's origin), scale (units a metre), step (grid, in units).
with box as (
    select ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857) as geom
)
select b.code, b.name_fr, b.name_ar, b.province_code, b.region_code,
       coalesce(ST_AsSVG(ST_SnapToGrid(
           ST_Affine(ST_ClipByBox2D(b.geom, box.geom), %(scale)s, 0, 0, %(scale)s,
                     -%(left)s * %(scale)s, -%(top)s * %(scale)s), %(step)s), 1, 1), '') as path
from layers_territoryband b
join layers_edition e on e.slug = b.edition_id and e.is_current
cross join box
where b.level = %(level)s and b.band = %(band)s and b.geom && box.geom
  and (%(codes)s::text[] is null or b.code = any(%(codes)s))
order by b.code
