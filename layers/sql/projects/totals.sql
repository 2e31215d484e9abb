-- How many projects of the scope are there, what do they cost, and how far are works and money, by group of states?
-- Grain: one row a group (done, running, waiting, stopped) and one for all (group null). MAD; physical weighted by cost.
with scope as ({{scope}}),
sums as ({{sums}})
select s.state_group, coalesce(sum(s.n), 0)::int as n, sum(s.cost_mad) as cost_mad, sum(s.initial_cost_mad) as initial_cost_mad,
       sum(s.committed_mad) as committed_mad, sum(s.ordered_mad) as ordered_mad, sum(s.ordered_net_mad) as ordered_net_mad,
       sum(s.paid_mad) as paid_mad, sum(s.paid_gid_mad) as paid_gid_mad, sum(s.paid_declared_mad) as paid_declared_mad,
       sum(s.cost_outside_mad) as cost_outside_mad,
       sum(s.physical_mad) / nullif(sum(s.stated_mad), 0) as physical_pct,
       coalesce(sum(s.physical_mad), 0) / nullif(sum(s.cost_mad), 0) as physical_all_pct,
       sum(s.planned_mad) / nullif(sum(s.dated_mad), 0) as planned_pct,
       coalesce(sum(s.n) filter (where s.state = 'EN_ETUDE'), 0)::int as study,
       coalesce(sum(s.n) filter (where s.state = 'EN_AO'), 0)::int as tender,
       coalesce(sum(s.n) filter (where s.state in ('EN_DIFFICULTE', 'SUSPENDU')), 0)::int as troubled,
       coalesce(sum(s.unstated), 0)::int as unstated, coalesce(sum(s.late), 0)::int as late, coalesce(sum(s.gid), 0)::int as gid,
       coalesce(sum(s.outside), 0)::int as outside, coalesce(sum(s.declared), 0)::int as declared,
       coalesce(sum(s.unknown), 0)::int as unknown, coalesce(sum(s.unplaced), 0)::int as unplaced,
       coalesce(sum(s.stale), 0)::int as stale, coalesce(sum(s.compared), 0)::int as compared,
       coalesce(sum(s.ahead), 0)::int as ahead, coalesce(sum(s.n) filter (where s.fictitious), 0)::int as fictitious
from sums s
group by grouping sets ((s.state_group), ())
order by s.state_group nulls first
