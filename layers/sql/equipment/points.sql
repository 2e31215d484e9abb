-- Where does each equipment of a category stand, existing or delivered by a year?
-- Grain: one row an equipment of the scope. Degrees, WGS84; a null point is known to its commune only.
-- Parameters: category, until (0: existing ones only), works (references delivered by projects), due (their years) and
-- those of scope.
with scope as ({{scope}})
select s.id, s.territory_id, s.fictitious, ST_X(s.geom) as lon, ST_Y(s.geom) as lat
from scope s
left join unnest(%(works)s::text[], %(due)s::int[]) w(reference, due) on w.reference = s.reference
where s.category = %(category)s
  and (s.status = 'EXISTANT' or ((s.status = 'EN_CONSTRUCTION' or (s.status = 'PROJETE' and w.due is not null))
           and coalesce(w.due, s.opened_year) <= %(until)s))
order by s.id
