-- Which projects of the scope are to be reported on?
-- Grain: one row a project under way, longest without a validated statement first. Progress in percent.
with scope as ({{scope}})
select s.reference, s.title_fr, s.title_ar, s.state, s.fictitious, v.name_fr, v.name_ar, p.physical_pct, p.stated_on
from scope s
left join layers_territoryversion v on v.territory_id = s.territory_id
     and v.edition_id = (select slug from layers_edition where is_current)
left join lateral (
    select q.physical_pct, q.stated_on from ({{counted}}) q
    where q.project_reference = s.reference order by q.stated_on desc limit 1
) p on true
where (s.state in ('EN_COURS', 'EN_DIFFICULTE', 'SUSPENDU') or %(words)s <> '')
  and (%(words)s = '' or strpos(lower(concat_ws(' ', s.reference, s.title_fr, s.title_ar, v.name_fr, v.name_ar)), lower(%(words)s)) > 0)
order by p.stated_on nulls first, s.reference
limit 60
