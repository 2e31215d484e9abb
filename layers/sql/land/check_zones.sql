-- Which plans disagree with themselves: one plan said in two states or with two approval dates, and two zones of one
-- plan that overlap by more than a hundredth of the smaller?
-- Grain: one row a zone and fault. Only approved and revised plans are compared for overlaps; shares are of degrees².
with said as (
    select z.reference, z.plan_reference, z.plan_state, z.approved_on,
           count(*) over (partition by z.plan_reference, z.plan_state) as same_state,
           count(*) over (partition by z.plan_reference) as zones,
           min(z.plan_state) over (partition by z.plan_reference) as low_state,
           max(z.plan_state) over (partition by z.plan_reference) as high_state,
           min(z.approved_on) over (partition by z.plan_reference) as first_day,
           max(z.approved_on) over (partition by z.plan_reference) as last_day
    from layers_zoning z
),
overlapping as (
    select a.reference, b.reference as other,
           ST_Area(ST_Intersection(a.geom, b.geom)) / nullif(least(ST_Area(a.geom), ST_Area(b.geom)), 0) as shared
    from layers_zoning a
    join layers_zoning b on b.plan_reference = a.plan_reference and b.id > a.id and b.geom && a.geom
    where ST_IsValid(a.geom) and ST_IsValid(b.geom) and ST_Relate(a.geom, b.geom, 'T********')
)
select 'plan_state_disagrees' as code, 'zones' as table_name, s.reference as key, 'plan_state' as column_name,
       s.plan_state as value, jsonb_build_object('plan', s.plan_reference) as context
from said s
where s.low_state <> s.high_state and 2 * s.same_state <= s.zones
union all
select 'plan_dates_disagree', 'zones', s.reference, 'approved_on', to_char(s.approved_on, 'DD/MM/YYYY'),
       jsonb_build_object('plan', s.plan_reference, 'first', to_char(s.first_day, 'DD/MM/YYYY'))
from said s
where s.first_day <> s.last_day and s.approved_on > s.first_day
union all
select 'zones_overlap', 'zones', o.reference, '_wkt', o.other,
       jsonb_build_object('percent', round((100 * o.shared)::numeric, 1)::text)
from overlapping o
where o.shared > 0.01
order by 1, 3
