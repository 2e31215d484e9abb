-- Which communes does the project serve, by name?
-- Grain: one row a commune. Codes as declared, in the current edition.
with scope as ({{scope}})
select v.code, v.name_fr, v.name_ar
from scope s
cross join lateral unnest(string_to_array(s.communes, ', ')) as declared(code)
join layers_territoryversion v on v.code = declared.code
     and v.edition_id = (select slug from layers_edition where is_current)
order by v.code
