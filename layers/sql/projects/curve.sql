-- How far should the works of the scope have been, month by month, how far were they, and what had GID paid?
-- Grain: one row a month, from the first planned start to the last planned end, eight years at most. Per cent of the cost of the
-- planned projects (planned, physical) and of those that GID pays for (paid). A plan is a straight line between its two days;
-- progress stays at its last statement; nothing of what happened after `on` is told.
with scope as ({{scope}}),
base as materialized (select b.reference, b.cost_mad, b.money_source, b.planned_start_on as start_on,
                             greatest(b.planned_end_on, b.planned_start_on + 1) as end_on
                      from ({{base}}) b where b.planned_end_on is not null and b.planned_start_on is not null),
span as (
    select date_trunc('month', min(start_on)) as first_on,
           least(date_trunc('month', max(end_on)), date_trunc('month', min(start_on)) + interval '8 years') as last_on,
           nullif(sum(cost_mad), 0) as cost_mad, nullif(sum(cost_mad) filter (where money_source = 'gid'), 0) as cost_gid_mad
    from base
),
months as (select (generate_series(first_on, last_on, interval '1 month') + interval '1 month - 1 day')::date as on_day from span),
-- A straight line is slope × day − slope × start: sums of slopes say where all of them are.
events as (
    select (date_trunc('month', start_on) + interval '1 month - 1 day')::date as on_day, cost_mad / (end_on - start_on) as slope,
           cost_mad / (end_on - start_on) * (start_on - date '2000-01-01') as shift, 0::numeric as ended
    from base
    union all
    select (date_trunc('month', end_on) + interval '1 month - 1 day')::date, -cost_mad / (end_on - start_on),
           -cost_mad / (end_on - start_on) * (start_on - date '2000-01-01'), cost_mad
    from base
    union all
    select on_day, 0, 0, 0 from months
),
planned as (
    select on_day, sum(sum(slope)) over w * (on_day - date '2000-01-01') - sum(sum(shift)) over w + sum(sum(ended)) over w
               as planned_mad
    from events group by on_day window w as (order by on_day)
),
gains as (
    select (date_trunc('month', p.stated_on) + interval '1 month - 1 day')::date as on_day,
           sum(b.cost_mad / 100 * (p.physical_pct - coalesce(p.before_pct, 0))) as gain_mad, 0::numeric as paid_mad
    from (
        select s.project_reference, s.stated_on, s.physical_pct,
               lag(s.physical_pct) over (partition by s.project_reference order by s.stated_on) as before_pct
        from ({{counted}}) s
    ) p
    join base b on b.reference = p.project_reference
    group by 1
    union all
    select (y.month_on + interval '1 month - 1 day')::date, 0, sum(y.paid_mad)
    from {{spending}} y
    join base b on b.reference = y.project_reference and b.money_source = 'gid'
    group by 1
    union all
    select on_day, 0, 0 from months
),
done as (
    select on_day, sum(sum(gain_mad)) over w as done_mad, sum(sum(paid_mad)) over w as paid_mad
    from gains group by on_day window w as (order by on_day)
)
select m.on_day, round(100 * p.planned_mad / s.cost_mad, 2) as planned_pct,
       case when date_trunc('month', m.on_day) <= %(on)s::date then round(100 * d.done_mad / s.cost_mad, 2) end as physical_pct,
       case when date_trunc('month', m.on_day) <= %(on)s::date then round(100 * d.paid_mad / s.cost_gid_mad, 2) end as paid_pct
from months m cross join span s
join planned p using (on_day)
join done d using (on_day)
order by m.on_day
