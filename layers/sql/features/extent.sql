-- Where do the records of the scope lie, all together: their own places and, for those without one, their communes' points?
-- Grain: one row, nulls when nothing lies anywhere. Degrees WGS84. Parameters: edition, and those of scope.
with scope as not materialized ({{scope}}),
own as (
    select ST_Extent(s.geom)::geometry as box from scope s where s.lies
),
gathered as (
    select ST_Extent(l.label_point)::geometry as box
    from (select distinct territory_id from scope s where not s.lies) d
    join layers_territoryclosure k on k.descendant_id = d.territory_id and k.edition_id = %(edition)s
    join layers_territoryversion v on v.territory_id = k.ancestor_id and v.edition_id = %(edition)s and v.level = 'commune'
    join layers_territorylimit l on l.id = v.limit_id
),
whole as (
    select ST_Extent(box) as box from (select box from own union all select box from gathered) b
)
select ST_XMin(box) as west, ST_YMin(box) as south, ST_XMax(box) as east, ST_YMax(box) as north from whole
