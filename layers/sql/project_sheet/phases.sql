-- What was planned for each phase, what is now planned, and what happened?
-- Grain: one row a phase. Weights in percent.
with scope as ({{scope}})
select p.phase, p.weight_pct, p.baseline_start_on, p.baseline_end_on, p.revised_start_on, p.revised_end_on,
       p.actual_start_on, p.actual_end_on
from scope s join {{layers_projectphase}} p on p.project_reference = s.reference
