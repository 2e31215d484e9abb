-- What has been published about a few territories (one and its ancestors)?
-- Grain: one row a published figure; a figure that was not published has no row.
-- Parameters: codes (of the current edition), indicators (null = all curated and public).
select v.code, i.code as indicator, f.year, f.milieu, f.sex, f.value
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_indicatorvalue f on f.territory_id = v.territory_id
join layers_indicator i on i.id = f.indicator_id
where v.code = any(%(codes)s)
  and (i.code = any(%(indicators)s) or (%(indicators)s::text[] is null and i.curated and i.access = 'public'))
order by i.position, i.code, f.year, f.milieu, f.sex, v.code
