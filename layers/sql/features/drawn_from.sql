-- From which zoom is a record of `s` drawn where it lies? Grain: an expression, to be put into a query over scope with `box`
-- (box3d(box2d(geom)): what is stored beside a shape and read without it; thirty times cheaper than its own extremes).
-- A point: from its layer's. A line or surface: not before it is a pixel long (tiles of 512). 99: never. In floating point:
-- a logarithm of a numeric takes forty times longer. Parameters, after tile_: near, last.
case
    when not s.lies then 99
    when ST_XMin(s.box) = ST_XMax(s.box) and ST_YMin(s.box) = ST_YMax(s.box) then %(tile_near)s
    else least(%(tile_last)s, greatest(%(tile_near)s, ceil(ln(360.0::float8 / 512 / greatest(
        ST_XMax(s.box) - ST_XMin(s.box), ST_YMax(s.box) - ST_YMin(s.box), 1e-9)) / ln(2.0::float8))::int))
end
