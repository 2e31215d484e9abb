-- What did each commune or arrondissement do with its files in a quarter?
-- Grain: one row a commune or arrondissement with a file decided in the period, or open in it; one with a null code for
-- files whose finest known place is coarser. Units: files, days. Parameters: those of clock.sql.
with measured as ({{clock}})
select v.code,
       coalesce(array_agg(m.days order by m.days) filter (where m.decided_on is not null), '{}') as decided,
       coalesce(array_agg(m.days order by m.days desc) filter (where m.decided_on is null), '{}') as pending,
       coalesce(sum(m.working_days) filter (where m.decided_on is not null), 0)::int as working_days,
       coalesce(sum(m.global_days) filter (where m.decided_on is not null), 0)::int as global_days,
       coalesce(sum(m.returns) filter (where m.decided_on is not null), 0)::int as returns,
       count(*) filter (where m.decided_on is not null and m.late is not null)::int as timed,
       count(*) filter (where m.decided_on is not null and not m.late)::int as in_time,
       count(*) filter (where m.decided_on is null and m.late)::int as overdue,
       count(*) filter (where m.deposited_on >= %(since)s)::int as deposited,
       count(*) filter (where m.fictitious)::int as fictitious
from measured m
left join layers_edition e on e.is_current
left join layers_territoryversion v
    on v.edition_id = e.slug and v.territory_id = m.territory_id and v.level in ('commune', 'arrondissement')
group by v.code
order by v.code
