-- Which projects deliver which equipment, and in which year?
-- Grain: one row a project of the scope and an equipment tied to it. `due`: year of the revised end, else of the planned
-- one; null without a date. Parameters: those of scope.
with scope as ({{scope}})
select l.target_key as equipment, s.reference as project, s.title_fr, s.title_ar, s.state, s.fictitious,
       extract(year from coalesce(s.revised_end_on, s.planned_end_on))::int as due
from scope s
join layers_projectlink l on l.project_reference = s.reference and l.target_kind = 'EQUIP'
order by l.target_key, s.reference
