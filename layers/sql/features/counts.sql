-- How many records of the scope does each territory hold, by the zoom from which they are drawn where they lie?
-- Grain: one row a territory (the finest known one) and zoom; 99: never drawn. Records without a territory have no row.
-- Parameters, after tile_: territories (null: all), near, last; those of scope. `offset 0`: a box is read once a record.
select d.territory_id, d.drawn_from, count(*)::int as n, bool_or(d.fictitious) as fictitious
from (
    select s.territory_id, s.fictitious, {{drawn_from}} as drawn_from
    from (
        select s.territory_id, s.fictitious, s.lies, box3d(box2d(s.geom)) as box
        from ({{scope}}) s
        where s.territory_id is not null
          and (%(tile_territories)s::bigint[] is null or s.territory_id = any(%(tile_territories)s::bigint[]))
        offset 0
    ) s
) d
group by d.territory_id, d.drawn_from
