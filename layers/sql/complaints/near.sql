-- Near which equipment or project were complaints made?
-- Grain: one row an equipment or project that is the nearest of at least one complaint; lon and lat are its own. Asked only
-- for who may read a complaint itself. Units: complaints.
-- Parameters: those of neighbours.sql, or of the roll-up it fills; projects (ids the viewer may see where they lie), limit.
with near as ({{neighbours}}),
nearest as (
    select distinct on (n.complaint_id) n.category, n.kind, n.target_id
    from near n
    where n.kind = 'equipment' or n.target_id = any(%(projects)s)
    order by n.complaint_id, n.metres, n.kind, n.target_id
),
counted as (
    select n.kind, n.target_id, count(*)::int as n, mode() within group (order by n.category) as category
    from nearest n
    group by n.kind, n.target_id
),
named as (
    select c.*, q.reference as code, q.name_fr, q.name_ar, q.geom
    from counted c
    join layers_equipment q on q.id = c.target_id
    where c.kind = 'equipment'
    union all
    select c.*, p.reference, p.title_fr, p.title_ar, p.geom
    from counted c
    join layers_project p on p.id = c.target_id
    where c.kind = 'project'
)
select n.code, n.kind, n.name_fr, n.name_ar, n.n, n.category,
       round(ST_X(o.at)::numeric, 6)::float as lon, round(ST_Y(o.at)::numeric, 6)::float as lat
from named n
cross join lateral (select ST_PointOnSurface(n.geom) as at) o
order by n.n desc, n.code
limit %(limit)s
