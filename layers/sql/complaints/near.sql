-- Near which equipment or project were complaints made?
-- Grain: one row an equipment or project nearest to at least one complaint that has a point, within the radius. Asked only
-- for who may read a complaint itself: no point leaves this query. Units: complaints; the radius in metres.
-- Parameters: those of scope; since, until, category ('' for all), radius, fiction, projects (ids the viewer may see).
with scope as ({{scope}}),
told as (
    select c.id, c.geom, s.category
    from scope s
    join layers_complaint c on c.id = s.id
    where s.deposited_on between %(since)s and %(until)s and (%(category)s = '' or s.category = %(category)s)
      and c.geom is not null and c.location_precision in ('exact', 'parcel', 'address')
),
nearest as (
    select distinct on (t.id) t.id, t.category, n.kind, n.code, n.name_fr, n.name_ar
    from told t
    cross join lateral (
        (select 'equipment' as kind, q.reference as code, q.name_fr, q.name_ar, q.geom
         from layers_equipment q
         where ST_DWithin(q.geom, t.geom, 0.02) and (%(fiction)s or not q.fictitious)
         order by q.geom <-> t.geom limit 1)
        union all
        (select 'project', p.reference, p.title_fr, p.title_ar, p.geom
         from layers_project p
         where ST_DWithin(p.geom, t.geom, 0.02) and p.id = any(%(projects)s)
         order by p.geom <-> t.geom limit 1)
    ) n
    where ST_DWithin(n.geom::geography, t.geom::geography, %(radius)s)
    order by t.id, n.geom <-> t.geom
)
select n.code, n.kind, n.name_fr, n.name_ar, count(*)::int as n, mode() within group (order by n.category) as category
from nearest n
group by n.code, n.kind, n.name_fr, n.name_ar
order by count(*) desc, n.code
limit 100
