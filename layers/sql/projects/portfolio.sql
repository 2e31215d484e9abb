-- Which projects are in the scope, with their state, place, works and money? At most `most`, the costliest first.
-- Grain: one row a project. MAD, per cent, days.
with scope as ({{scope}}),
base as ({{base}}),
areas as ({{areas}}),
dearest as materialized (select * from base b order by b.cost_mad desc, b.reference limit %(most)s)
select b.id, b.reference, b.title_fr, b.title_ar, b.programme_type, b.programme_code, b.sector, b.owner_name, b.delegate_name,
       b.finance_operator, b.finance_source, b.money_source, b.state, b.phase, b.cost_mad, b.initial_cost_mad, b.committed_mad,
       b.ordered_mad, b.paid_mad, b.physical_pct, b.planned_pct, b.works_pct, b.stated_on, b.planned_end_on, b.revised_end_on,
       b.ended_on, b.delay_days, a.area_fr, a.area_ar, b.priority, b.lies
from dearest b
left join areas a on a.descendant_id = b.territory_id
order by b.cost_mad desc, b.reference
