-- Which projects of the scope say that GID pays for them, while no contract nor line of GID is shared with them?
-- Grain: one row a project, the costliest first, at most `most`. MAD, as their owner declares.
with scope as ({{scope}})
select s.reference, s.title_fr, s.title_ar, s.owner_name, coalesce(s.current_cost_mad, s.initial_cost_mad) as cost_mad,
       s.declared_paid_mad, s.declared_on, count(*) over ()::int as n
from scope s
left join {{money}} m on m.project_reference = s.reference
where s.finance_source <> 'HORS_GID' and not coalesce(m.linked, false)
order by cost_mad desc nulls last, s.reference
limit %(most)s
