-- Which files make the figures of a period, and what does the clock say of each?
-- Grain: one row a file decided in the period or open at its end; open files past their delay first, longest first.
-- Parameters: those of clock.sql; limit (null: all).
with measured as ({{clock}})
select m.reference, v.code, v.name_fr, v.name_ar, m.type_code, m.procedure, m.state,
       m.deposited_on, m.decided_on, m.days, m.working_days, m.global_days, m.returns,
       m.legal_days, m.legal_unit, m.late, m.moves
from measured m
left join layers_edition e on e.is_current
left join layers_territoryversion v
    on v.edition_id = e.slug and v.territory_id = m.territory_id and v.level in ('commune', 'arrondissement')
order by m.decided_on is not null, m.late desc nulls last, m.days desc, m.reference
limit %(limit)s
