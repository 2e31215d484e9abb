-- What did each place do with its files of a list in a quarter?
-- Grain: one row a list and territory with a file decided in the period, or open at its end; territory null: no place known.
-- `late`: open files past their delay, with their days. Units: files, days.
-- Parameters: those of clock.sql; lists, list_types, list_procedures (side by side: what each list holds).
with measured as ({{clock}})
select k.kind, m.territory_id,
       coalesce(array_agg(m.days order by m.days) filter (where m.decided_on is not null), '{}') as decided,
       coalesce(array_agg(m.days order by m.days desc) filter (where m.decided_on is null), '{}') as pending,
       coalesce(array_agg(m.id order by m.days desc, m.reference) filter (where m.decided_on is null and m.late), '{}')
           as late,
       coalesce(array_agg(m.days order by m.days desc, m.reference) filter (where m.decided_on is null and m.late), '{}')
           as late_days,
       coalesce(sum(m.days) filter (where m.decided_on is not null), 0)::int as days,
       coalesce(sum(m.working_days) filter (where m.decided_on is not null), 0)::int as working_days,
       coalesce(sum(m.global_days) filter (where m.decided_on is not null), 0)::int as global_days,
       coalesce(sum(m.returns) filter (where m.decided_on is not null), 0)::int as returns,
       count(*) filter (where m.decided_on is not null and m.late is not null)::int as timed,
       count(*) filter (where m.decided_on is not null and not m.late)::int as in_time,
       count(*) filter (where m.decided_on is null and m.late)::int as overdue,
       count(*) filter (where m.deposited_on >= %(since)s)::int as deposited,
       count(*) filter (where m.fictitious)::int as fictitious
from measured m
join unnest(%(lists)s::text[], %(list_types)s::text[], %(list_procedures)s::text[]) as k (kind, type_code, procedure)
    on k.type_code = m.type_code and k.procedure = m.procedure
group by k.kind, m.territory_id
