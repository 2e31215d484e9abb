-- How far should the works of the scope have been, month by month, how far were they, and what had GID paid?
-- Grain: one row a month, from the first planned start to the last planned end, eight years at most. Per cent of the cost of the
-- planned projects (planned, physical) and of those that GID pays for (paid). Progress stays at its last statement; nothing of
-- what happened after `on` is told.
with scope as ({{scope}}),
told as materialized (
    select m.month_on, sum(m.starts) as starts, sum(m.ends) as ends, sum(m.cost_mad) as cost_mad,
           sum(m.cost_gid_mad) as cost_gid_mad, sum(m.slope) as slope, sum(m.shift) as shift, sum(m.ended_mad) as ended_mad,
           sum(m.gain_mad) as gain_mad, sum(m.paid_mad) as paid_mad
    from ({{months}}) m
    group by m.month_on
),
span as (
    select min(month_on) filter (where starts > 0) as first_on,
           least(max(month_on) filter (where ends > 0), min(month_on) filter (where starts > 0) + interval '8 years') as last_on,
           nullif(sum(cost_mad), 0) as cost_mad, nullif(sum(cost_gid_mad), 0) as cost_gid_mad
    from told
),
shown as (select generate_series(first_on, last_on, interval '1 month')::date as month_on from span),
summed as (
    select month_on, (month_on + interval '1 month - 1 day')::date as on_day, sum(coalesce(sum(slope), 0)) over w as slope,
           sum(coalesce(sum(shift), 0)) over w as shift, sum(coalesce(sum(ended_mad), 0)) over w as ended_mad,
           sum(coalesce(sum(gain_mad), 0)) over w as done_mad, sum(coalesce(sum(paid_mad), 0)) over w as paid_mad
    from (
        select month_on, slope, shift, ended_mad, gain_mad, paid_mad from told
        union all select month_on, 0, 0, 0, 0, 0 from shown
    ) every_month
    group by month_on window w as (order by month_on)
)
select m.on_day, round(100 * (m.slope * (m.on_day - date '2000-01-01') - m.shift + m.ended_mad) / s.cost_mad, 2) as planned_pct,
       case when m.month_on <= %(on)s::date then round(100 * m.done_mad / s.cost_mad, 2) end as physical_pct,
       case when m.month_on <= %(on)s::date then round(100 * m.paid_mad / s.cost_gid_mad, 2) end as paid_pct
from shown join summed m using (month_on) cross join span s
order by m.on_day
