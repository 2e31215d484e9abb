-- How many projects of the scope are there, what do they cost, and how far are works and money, by group of states?
-- Grain: one row a group (done, running, waiting, stopped) and one for all (group null). MAD; physical weighted by cost.
with scope as ({{scope}}),
base as ({{base}})
select b.state_group, count(*)::int as n, sum(b.cost_mad) as cost_mad, sum(b.initial_cost_mad) as initial_cost_mad,
       sum(b.committed_mad) as committed_mad, sum(b.ordered_mad) as ordered_mad, sum(b.ordered_net_mad) as ordered_net_mad,
       sum(b.paid_mad) as paid_mad,
       sum(b.cost_mad * b.physical_pct) / nullif(sum(b.cost_mad) filter (where b.physical_pct is not null), 0) as physical_pct,
       sum(b.cost_mad * coalesce(b.physical_pct, 0)) / nullif(sum(b.cost_mad), 0) as physical_all_pct,
       sum(b.cost_mad * b.planned_pct) / nullif(sum(b.cost_mad) filter (where b.planned_pct is not null), 0) as planned_pct,
       count(*) filter (where b.physical_pct is null)::int as unstated,
       count(*) filter (where b.state = 'EN_ETUDE')::int as study,
       count(*) filter (where b.state = 'EN_AO')::int as tender,
       count(*) filter (where b.state in ('EN_DIFFICULTE', 'SUSPENDU'))::int as troubled,
       count(*) filter (where b.delay_days > 0 and b.state_group in ('running', 'waiting'))::int as late,
       count(*) filter (where b.money_source = 'gid')::int as gid,
       count(*) filter (where b.finance_source = 'HORS_GID')::int as outside,
       count(*) filter (where b.finance_source <> 'HORS_GID' and b.money_source = 'declared')::int as declared,
       count(*) filter (where b.finance_source <> 'HORS_GID' and b.money_source = 'none')::int as unknown,
       sum(b.paid_mad) filter (where b.money_source = 'gid') as paid_gid_mad,
       sum(b.paid_mad) filter (where b.money_source = 'declared') as paid_declared_mad,
       sum(b.cost_mad) filter (where b.finance_source = 'HORS_GID') as cost_outside_mad,
       count(*) filter (where not b.lies)::int as unplaced,
       count(*) filter (where b.stated_on < %(on)s::date - 30 and b.state_group = 'running')::int as stale,
       count(*) filter (where b.fictitious)::int as fictitious
from base b
group by grouping sets ((b.state_group), ())
order by b.state_group nulls first
