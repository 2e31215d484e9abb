-- What did each commune or arrondissement do with its files in a quarter?
-- Grain: one row a territory of quarter.sql; a null code where the finest known place of its files is coarser.
-- Parameters: those of quarter.sql, or of the roll-up it fills.
with quarter as ({{quarter}})
select v.code, q.decided, q.pending, q.days, q.working_days, q.global_days, q.returns, q.timed, q.in_time, q.overdue,
       q.deposited, q.fictitious
from quarter q
left join layers_edition e on e.is_current
left join layers_territoryversion v
    on v.edition_id = e.slug and v.territory_id = q.territory_id and v.level in ('commune', 'arrondissement')
order by v.code, q.territory_id
