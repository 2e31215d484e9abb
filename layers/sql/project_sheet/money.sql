-- What does the board say of one project: its money with its source, its works, its gap, its delay?
-- Grain: one row the project. MAD, per cent, points, days. Parameters: on, area_level.
with scope as ({{scope}}),
base as ({{base}})
select b.money_source, b.cost_mad, b.committed_mad, b.ordered_mad, b.ordered_net_mad, b.paid_mad, b.contracts, b.contracts_mad,
       b.works_mad, b.works_pct, b.physical_pct, b.stated_on, b.works_pct - b.physical_pct as gap_pct, b.advance_open_mad,
       b.guarantee_mad, b.revision_mad, b.transferred_mad, b.planned_pct, b.delay_days
from base b
