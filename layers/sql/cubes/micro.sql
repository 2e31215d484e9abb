-- How many records of the scope fall in each quarter, type and territory of a public cube?
-- Grain: one row a year, quarter, type and finest territory with at least one record; its ancestors at the cube's levels
-- are null where the record is known more coarsely. Units: counts of records. {{day}}, {{type}}, {{invented}}: declared fields.
-- Parameters: those of scope.
with scope as ({{scope}}),
counted as (
    select s.territory_id, extract(year from s.{{day}})::int as year, extract(quarter from s.{{day}})::int as quarter,
           coalesce(s.{{type}}::text, '') as type, count(*)::int as n,
           count(*) filter (where {{invented}})::int as invented
    from scope s
    where s.{{day}} is not null
    group by 1, 2, 3, 4
),
placed as (
    select k.territory_id,
           max(v.code) filter (where v.level = 'country') as country,
           max(v.code) filter (where v.level = 'region') as region,
           max(v.code) filter (where v.level = 'province') as province,
           max(v.code) filter (where v.level = 'commune') as commune
    from (select distinct territory_id from counted) k
    join layers_edition e on e.is_current
    join layers_territoryclosure c on c.edition_id = e.slug and c.descendant_id = k.territory_id
    join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = c.ancestor_id
    group by k.territory_id
)
select k.year, k.quarter, k.type, k.n, k.invented, p.country, p.region, p.province, p.commune
from counted k
left join placed p on p.territory_id = k.territory_id
order by k.year, k.quarter, k.type, p.commune, p.province, p.region
