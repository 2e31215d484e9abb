-- How much of the works of the scope should be done, was done and was paid in each month?
-- Grain: one row a territory, programme, state, mark of fiction and month in which something begins, ends, is stated or paid. MAD.
-- Of projects that have a plan. A plan is a straight line between its two days, slope × day − slope × start: sums of slopes say
-- where all of them are. Payments are of those that GID pays for.
with planned as materialized (
    select b.reference, b.territory_id, b.fictitious, b.programme_type, b.state, b.cost_mad, b.money_source = 'gid' as gid,
           b.planned_start_on as start_on, greatest(b.planned_end_on, b.planned_start_on + 1) as end_on,
           b.cost_mad / (greatest(b.planned_end_on, b.planned_start_on + 1) - b.planned_start_on) as slope
    from ({{base}}) b
    where b.planned_end_on is not null and b.planned_start_on is not null
),
events as (
    select p.reference, date_trunc('month', p.start_on)::date as month_on, 1 as starts, 0 as ends, p.cost_mad,
           case when p.gid then p.cost_mad end as cost_gid_mad, p.slope, p.slope * (p.start_on - date '2000-01-01') as shift,
           null::numeric as ended_mad, null::numeric as gain_mad, null::numeric as paid_mad
    from planned p
    union all
    select p.reference, date_trunc('month', p.end_on)::date, 0, 1, null, null, -p.slope,
           -p.slope * (p.start_on - date '2000-01-01'), p.cost_mad, null, null
    from planned p
    union all
    select s.project_reference, date_trunc('month', s.stated_on)::date, 0, 0, null, null, null, null, null,
           p.cost_mad / 100 * (s.physical_pct - coalesce(
               lag(s.physical_pct) over (partition by s.project_reference order by s.stated_on), 0)), null
    from ({{counted}}) s
    join planned p on p.reference = s.project_reference
    union all
    select y.project_reference, y.month_on, 0, 0, null, null, null, null, null, null, y.paid_mad
    from {{spending}} y
    join planned p on p.reference = y.project_reference and p.gid
)
select p.territory_id, p.fictitious, p.programme_type, p.state, e.month_on, sum(e.starts)::int as starts, sum(e.ends)::int as ends,
       sum(e.cost_mad) as cost_mad, sum(e.cost_gid_mad) as cost_gid_mad, sum(e.slope) as slope, sum(e.shift) as shift,
       sum(e.ended_mad) as ended_mad, sum(e.gain_mad) as gain_mad, sum(e.paid_mad) as paid_mad
from events e
join planned p using (reference)
group by p.territory_id, p.fictitious, p.programme_type, p.state, e.month_on
