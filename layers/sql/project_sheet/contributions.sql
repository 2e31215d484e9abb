-- What does each partner owe the project, and what has it paid in?
-- Grain: one row a partner, nature and year. Amounts in MAD; fallen = due on or before the given day.
with scope as ({{scope}})
select c.partner, c.nature, c.year, c.due_mad, c.committed_mad, c.paid_mad, c.due_on,
       coalesce(c.due_on <= %(on)s, false) as fallen
from scope s join {{layers_contribution}} c on c.project_reference = s.reference
order by c.year, c.partner, c.nature
