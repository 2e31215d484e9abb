-- Which road code is filed under several classes?
-- Grain: one row a stretch whose class is not the commonest of its code.
with counted as (
    select road_code, road_class, count(*) as n from layers_network
    where road_code <> '' and road_class <> '' group by road_code, road_class
),
common as (
    select distinct on (road_code) road_code, road_class from counted order by road_code, n desc, road_class
)
select 'network_class_varies' as code, 'networks' as table_name, n.reference as key,
       'road_class' as column_name, n.road_class as value,
       jsonb_build_object('road', n.road_code, 'expected', c.road_class) as context
from layers_network n
join common c on c.road_code = n.road_code
where n.road_class <> '' and n.road_class <> c.road_class
order by n.reference
