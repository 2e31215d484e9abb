-- How fast are complaints acknowledged and answered, and which still wait?
-- Grain: one row a commune (its arrondissements counted in it), one a category, one for all; `by_place`, `by_category` say
-- which. A null code with by_place: no commune known. Figures and units: those of year.sql.
-- Parameters: those of year.sql, or of the roll-up it fills.
with year as ({{year}}),
placed as (
    select k.territory_id, v.code
    from (select distinct territory_id from year) k
    join layers_edition e on e.is_current
    join layers_territoryclosure c on c.edition_id = e.slug and c.descendant_id = k.territory_id
    join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = c.ancestor_id and v.level = 'commune'
)
select p.code, y.category, grouping(p.code) = 0 as by_place, grouping(y.category) = 0 as by_category,
       coalesce(sum(y.n), 0)::int as n,
       coalesce(sum(y.acknowledge_due), 0)::int as acknowledge_due,
       coalesce(sum(y.acknowledged), 0)::int as acknowledged,
       coalesce(sum(y.answer_due), 0)::int as answer_due,
       coalesce(sum(y.answered), 0)::int as answered,
       coalesce(sum(y.stock), 0)::int as stock,
       coalesce(sum(y.stock_old), 0)::int as stock_old,
       coalesce(sum(y.reopened), 0)::int as reopened,
       coalesce(sum(y.satisfaction), 0)::int as satisfaction,
       coalesce(sum(y.rated), 0)::int as rated,
       coalesce(sum(y.fictitious), 0)::int as fictitious
from year y
left join placed p on p.territory_id = y.territory_id
group by grouping sets ((p.code), (y.category), ())
order by 3 desc, 4 desc, n desc, p.code, y.category
