-- How far were the works said to be, day by day?
-- Grain: one row a statement, newest first. Progress in percent of the works.
with scope as ({{scope}})
select p.stated_on, p.physical_pct, p.author, p.status, p.comment
from scope s join layers_progressstatement p on p.project_reference = s.reference
order by p.stated_on desc, p.id desc
