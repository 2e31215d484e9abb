-- Which equipment and projects are near each complaint that has a point?
-- Grain: one row a complaint and an equipment or project within the radius, both located finer than a locality. No point
-- leaves this query. Units: metres on the ground.
-- Parameters: those of scope; since, until, category ('' for all), radius (metres), fiction.
with scope as ({{scope}}),
told as materialized (
    select c.id, c.geom, s.territory_id, s.category, s.deposited_on
    from scope s
    join layers_complaint c on c.id = s.id
    where s.deposited_on between %(since)s and %(until)s and (%(category)s = '' or s.category = %(category)s)
      and c.geom is not null and c.location_precision in ('exact', 'parcel', 'address')
),
-- 0.006 degrees hold 500 metres everywhere in the Kingdom: what the index is asked for, measured on the ground afterwards.
close as (
    select t.id, 'equipment' as kind, q.id as target_id, q.geom
    from told t
    join layers_equipment q on ST_DWithin(q.geom, t.geom, 0.006)
    where q.location_precision in ('exact', 'parcel', 'address') and (%(fiction)s or not q.fictitious)
    union all
    select t.id, 'project', p.id, p.geom
    from told t
    join layers_project p on ST_DWithin(p.geom, t.geom, 0.006)
    where p.location_precision in ('exact', 'parcel', 'address') and (%(fiction)s or not p.fictitious)
)
select t.id as complaint_id, t.territory_id, t.category, make_date(extract(year from t.deposited_on)::int, 12, 31) as ends_on,
       c.kind, c.target_id, m.metres
from close c
join told t on t.id = c.id
cross join lateral (select ST_Distance(c.geom::geography, t.geom::geography) as metres) m
where m.metres <= %(radius)s
