-- Which stretches are declared more than a tenth, and more than 50 m, longer or shorter than they are drawn?
-- Grain: one row a stretch. Units: metres, geodesic.
select 'network_length_disagrees' as code, 'networks' as table_name, m.reference as key,
       'length_m' as column_name, m.length_m::text as value,
       jsonb_build_object('drawn', round(m.drawn_m::numeric)) as context
from (
    select n.reference, n.length_m, ST_Length(n.geom::geography) as drawn_m
    from layers_network n
    where n.geom is not null and n.length_m is not null
) m
where abs(m.length_m - m.drawn_m) > greatest(50, m.drawn_m / 10)
order by m.reference
