-- How many projects has each programme in each area, what do they cost, how far are works and payments?
-- Grain: one row a type of programme and area, with totals of rows (area null), of columns (type null) and of all.
-- MAD; per cent weighted by cost. A project placed above the areas (of a whole region, say) has code ''.
with scope as ({{scope}}),
sums as ({{sums}}),
areas as ({{areas}})
select s.programme_type, coalesce(a.area_code, '') as area_code, a.area_fr, a.area_ar,
       grouping(s.programme_type) = 1 as every_programme, grouping(a.area_code) = 1 as every_area,
       coalesce(sum(s.n), 0)::int as n, sum(s.cost_mad) as cost_mad, sum(s.paid_mad) as paid_mad,
       sum(s.physical_mad) / nullif(sum(s.stated_mad), 0) as physical_pct
from sums s
left join areas a on a.descendant_id = s.territory_id
group by grouping sets (
    (s.programme_type, a.area_code, a.area_fr, a.area_ar), (s.programme_type),
    (a.area_code, a.area_fr, a.area_ar), ()
)
order by cost_mad desc, 1, 2
