-- How many records of the scope does each territory hold, by the zoom from which they are drawn where they lie?
-- Grain: one row a territory (the finest known one) and zoom; 99: never drawn. Records without a territory have no row.
-- Parameters, after tile_: territories (null: all), beyond (only what is drawn from a zoom above it), near, last; those of scope.
select d.territory_id, d.drawn_from, count(*)::int as n, bool_or(d.fictitious) as fictitious
from (
    select s.territory_id, s.fictitious, {{drawn_from}} as drawn_from
    from ({{scope}}) s
    where s.territory_id is not null
      and (%(tile_territories)s::bigint[] is null or s.territory_id = any(%(tile_territories)s::bigint[]))
) d
where %(tile_beyond)s < 0 or d.drawn_from > %(tile_beyond)s
group by d.territory_id, d.drawn_from
