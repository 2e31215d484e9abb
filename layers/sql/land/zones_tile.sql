-- Which zones of planning documents lie in this tile?
-- Grain: one MVT, one feature a zone of the scope. ST_AsMVTGeom is not filtered on null: it would run twice a row.
-- Parameters: slug, z, x, y and those of scope.
with tile as (
    select ST_TileEnvelope(%(z)s, %(x)s, %(y)s) as box,
           ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.02), 4326) as degrees
)
select ST_AsMVT(m, %(slug)s, 4096, 'geom')
from (
    select s.reference, s.plan_reference, s.plan_state, s.zone_code_local, s.zone_class, s.fictitious,
           ST_AsMVTGeom(ST_Transform(s.geom, 3857), t.box, 4096, 64, true) as geom
    from tile t
    cross join ({{scope}}) s
    where s.geom && t.degrees
    order by s.reference
) m
