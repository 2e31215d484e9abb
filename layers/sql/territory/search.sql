-- Which territories answer to a text typed in French, Arabic or as a code?
-- Grain: one row a territory, best match first (whole word, then beginning, then likeness; then the most populous).
-- Parameters: text (normalised), levels (null = all), limit.
with candidate as (
    select v.*,
           case when v.code = %(text)s then 4
                when (' ' || v.search || ' ') like '%% ' || %(text)s || ' %%' then 3
                when (' ' || v.search) like '%% ' || %(text)s || '%%' then 2
                else word_similarity(%(text)s, v.search) end as score
    from layers_territoryversion v
    join layers_edition e on e.slug = v.edition_id and e.is_current
    where (%(levels)s::text[] is null or v.level = any(%(levels)s))
      and (v.search like '%%' || %(text)s || '%%' or %(text)s <%% v.search or v.code like %(text)s || '%%')
)
select c.code, c.level, c.kind, c.name_fr, c.name_ar, p.value::bigint as population,
       (select json_agg(json_build_object('code', a.code, 'name_fr', a.name_fr, 'name_ar', a.name_ar)
                        order by k.depth desc)
        from layers_territoryclosure k
        join layers_territoryversion a on a.edition_id = c.edition_id and a.territory_id = k.ancestor_id
        where k.edition_id = c.edition_id and k.descendant_id = c.territory_id
          and k.depth > 0 and a.level in ('region', 'province', 'commune')) as path
from candidate c
left join layers_indicatorvalue p
       on p.indicator_id = (select id from layers_indicator where code = 'population_legal')
      and p.year = 2024 and p.milieu = 0 and p.sex = 0 and p.territory_id = c.territory_id
order by c.score desc, p.value desc nulls last, c.code
limit %(limit)s
