-- Where does each equipment of a category stand, existing or delivered by a year?
-- Grain: one row an equipment of the scope. Degrees, WGS84; a null point is known to its commune only.
-- Parameters: category, until (0: existing ones only) and those of scope.
with scope as ({{scope}})
select s.id, s.territory_id, s.fictitious, ST_X(s.geom) as lon, ST_Y(s.geom) as lat
from scope s
where s.category = %(category)s
  and (s.status = 'EXISTANT' or (s.status = 'EN_CONSTRUCTION' and s.opened_year <= %(until)s))
order by s.id
