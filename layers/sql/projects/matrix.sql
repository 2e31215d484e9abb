-- How many projects has each programme in each area, what do they cost, how far are works and payments?
-- Grain: one row a type of programme and area, with totals of rows (area null), of columns (type null) and of all.
-- MAD; per cent weighted by cost. A project placed above the areas (of a whole region, say) has code ''.
with scope as ({{scope}}),
base as ({{base}})
select b.programme_type, coalesce(b.area_code, '') as area_code, b.area_fr, b.area_ar,
       grouping(b.programme_type) = 1 as every_programme, grouping(b.area_code) = 1 as every_area,
       count(*)::int as n, sum(b.cost_mad) as cost_mad, sum(b.paid_mad) as paid_mad,
       sum(b.cost_mad * b.physical_pct) / nullif(sum(b.cost_mad) filter (where b.physical_pct is not null), 0) as physical_pct
from base b
group by grouping sets (
    (b.programme_type, b.area_code, b.area_fr, b.area_ar), (b.programme_type),
    (b.area_code, b.area_fr, b.area_ar), ()
)
order by cost_mad desc, 1, 2
