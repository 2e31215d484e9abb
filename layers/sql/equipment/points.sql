-- Where does each equipment of the scope stand, and for how sure?
-- Grain: one row an equipment of the asked categories and statuses. Degrees, WGS84; a null point is known to its commune only.
-- Parameters: categories, statuses and those of scope.
with scope as ({{scope}})
select s.id, s.category, s.status, s.opened_year, s.territory_id, s.fictitious, ST_X(s.geom) as lon, ST_Y(s.geom) as lat
from scope s
where s.category = any(%(categories)s) and s.status = any(%(statuses)s)
order by s.id
