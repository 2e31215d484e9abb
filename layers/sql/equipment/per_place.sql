-- How many equipments of a category are there in each territory of a level, and how many will works have added by a year?
-- Grain: one row a territory of the level with at least one; a null code holds those no such territory could be given.
-- `coming`: due no later than `until`: delivered by a project of `works` in its year, else under construction with that
-- opening year; 0 counts none.
-- Parameters: level, category, until, works (references of equipment), due (their years) and those of scope.
with scope as ({{scope}})
select above.code, count(*) filter (where s.status = 'EXISTANT')::int as existing,
       count(*) filter (where s.status <> 'EXISTANT' and coalesce(w.due, s.opened_year) <= %(until)s)::int as coming,
       count(*) filter (where s.fictitious)::int as fictitious
from scope s
left join unnest(%(works)s::text[], %(due)s::int[]) w(reference, due) on w.reference = s.reference
left join lateral (
    select v.code
    from layers_territoryclosure c
    join layers_edition e on e.slug = c.edition_id and e.is_current
    join layers_territoryversion v on v.edition_id = c.edition_id and v.territory_id = c.ancestor_id
    where c.descendant_id = s.territory_id and v.level = %(level)s
    limit 1
) above on true
where s.category = %(category)s
  and (s.status in ('EXISTANT', 'EN_CONSTRUCTION') or (s.status = 'PROJETE' and w.due is not null))
group by above.code
order by above.code nulls last
