-- How many projects of the scope are there, what do they cost, how far are works and money, on the day of the situation?
-- Grain: one row a territory, programme, state and mark of fiction: all of it adds up. MAD; per cents weighted by cost.
-- Parameters: on.
select b.territory_id, b.fictitious, b.programme_type, b.state, b.state_group, count(*)::int as n, sum(b.cost_mad) as cost_mad,
       sum(b.initial_cost_mad) as initial_cost_mad, sum(b.committed_mad) as committed_mad, sum(b.ordered_mad) as ordered_mad,
       sum(b.ordered_net_mad) as ordered_net_mad, sum(b.paid_mad) as paid_mad,
       sum(b.paid_mad) filter (where b.money_source = 'gid') as paid_gid_mad,
       sum(b.paid_mad) filter (where b.money_source = 'declared') as paid_declared_mad,
       sum(b.cost_mad) filter (where b.finance_source = 'HORS_GID') as cost_outside_mad,
       sum(b.cost_mad * b.physical_pct) as physical_mad,
       sum(b.cost_mad) filter (where b.physical_pct is not null) as stated_mad,
       sum(b.cost_mad * b.planned_pct) as planned_mad,
       sum(b.cost_mad) filter (where b.planned_pct is not null) as dated_mad,
       count(*) filter (where b.physical_pct is null)::int as unstated,
       count(*) filter (where b.delay_days > 0 and b.state_group in ('running', 'waiting'))::int as late,
       count(*) filter (where b.money_source = 'gid')::int as gid,
       count(*) filter (where b.finance_source = 'HORS_GID')::int as outside,
       count(*) filter (where b.finance_source <> 'HORS_GID' and b.money_source = 'declared')::int as declared,
       count(*) filter (where b.finance_source <> 'HORS_GID' and b.money_source = 'none')::int as unknown,
       count(*) filter (where not b.lies)::int as unplaced,
       count(*) filter (where b.stated_on < %(on)s::date - 30 and b.state_group = 'running')::int as stale,
       count(*) filter (where b.comparable)::int as compared,
       count(*) filter (where b.comparable and b.works_pct - b.physical_pct > 5)::int as ahead
from (
    select a.*, a.state_group = 'running' and a.money_source = 'gid' and a.contracts_mad > 0 and a.physical_pct is not null
               as comparable
    from ({{base}}) a
) b
group by b.territory_id, b.fictitious, b.programme_type, b.state, b.state_group
