-- Which statement counts for each project and day: validated, and entered on the platform before told by the register?
-- Grain: one row a project and day. A part of other files: it stands for the relation `counted`. Percent of the works.
-- A register that tells no status is taken at its owner's word. '/field' ends the key of what an office validated here.
select distinct on (q.project_reference, q.stated_on) q.project_reference, q.stated_on, q.physical_pct, q.comment
from {{layers_progressstatement}} q
where q.physical_pct is not null and q.status in ('VALIDE', '')
order by q.project_reference, q.stated_on, right(q.key, 6) = '/field' desc
