-- How many permits of the scope does each commune have, and how sure are we of them?
-- Grain: one row a commune with at least one permit, plus one with a null code for those no place could be given.
-- Units: counts of files. An arrondissement's files count for its city.
with scope as ({{scope}}),
placed as (
    select s.*, (
        select v.code
        from layers_territoryclosure c
        join layers_edition e on e.slug = c.edition_id and e.is_current
        join layers_territoryversion v on v.edition_id = c.edition_id and v.territory_id = c.ancestor_id
        where c.descendant_id = s.territory_id and v.level = 'commune'
    ) as commune_code
    from scope s
)
select p.commune_code as code, v.name_fr, v.name_ar,
       count(*)::int as n,
       count(*) filter (where p.issued_on is not null)::int as issued,
       count(*) filter (where p.location_precision = 'exact')::int as exact,
       count(*) filter (where p.flags <> '')::int as flagged,
       count(*) filter (where p.fictitious)::int as fictitious
from placed p
left join layers_edition e on e.is_current
left join layers_territoryversion v on v.edition_id = e.slug and v.code = p.commune_code
group by p.commune_code, v.name_fr, v.name_ar
order by n desc, code nulls last
