-- Limits replaced in place, so that editions and records that refer to them follow.
update layers_territorylimit l
set geom = n.geom::geometry, label_point = n.label_point::geometry, area_m2 = n.area_m2, vintage = n.vintage,
    quality = n.quality, source = n.source
from (values %s) as n (id, geom, label_point, area_m2, vintage, quality, source)
where l.id = n.id
