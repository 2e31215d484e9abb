-- On how much of each territory of a level does a computed figure rest, and why has it none?
-- Grain: one row a territory told of. Unit: share of its area, 0 to 1. Parameters: indicator, year, level.
select v.code, c.share as covered, c.reason
from layers_indicatorcoverage c
join layers_territoryversion v on v.territory_id = c.territory_id and v.level = %(level)s
join layers_edition e on e.slug = v.edition_id and e.is_current
where c.indicator_id = %(indicator)s and c.year = %(year)s
order by v.code
