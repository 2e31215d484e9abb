-- Where do the rows of the scope lie? A record without a place of its own counts for the limits of its territory.
-- Grain: one row, degrees; nulls when nothing lies anywhere. `codes`: the territories whose counts hold such records on maps,
-- from the commune up. Parameters: those of scope.
with scope as ({{scope}}),
apart as (
    select territory_id, count(*) as n from scope where not lies group by territory_id
),
own as (
    select ST_Extent(s.geom) as box, count(*) as n from scope s where s.lies
),
gathered as (
    select ST_Extent(l.geom)::geometry as box, coalesce(sum(t.n), 0)::bigint as n
    from apart t
    join layers_edition e on e.is_current
    join layers_territoryversion v on v.territory_id = t.territory_id and v.edition_id = e.slug
    join layers_territorylimit l on l.id = v.limit_id
),
above as (
    select array_agg(distinct v.code order by v.code) as codes
    from apart t
    join layers_edition e on e.is_current
    join layers_territoryclosure c on c.edition_id = e.slug and c.descendant_id = t.territory_id
    join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = c.ancestor_id
    where v.level in ('region', 'province', 'commune')
)
select coalesce(above.codes, '{}') as codes, own.n as located, gathered.n as gathered,
       ST_XMin(b.box) as west, ST_YMin(b.box) as south, ST_XMax(b.box) as east, ST_YMax(b.box) as north
from own
cross join gathered
cross join above
cross join lateral (select ST_Collect(ST_Envelope(own.box::geometry), ST_Envelope(gathered.box)) as box) b
