-- What do partners owe the projects of the scope by the day of the situation, and what have they paid in?
-- Grain: one row a territory, programme, state, mark of fiction and nature of partner. MAD, days. Parameters: on.
select s.territory_id, s.fictitious, s.programme_type, s.state, c.nature,
       sum(c.due_mad) filter (where c.due_on <= %(on)s) as due_mad,
       sum(c.paid_mad) filter (where c.due_on <= %(on)s) as paid_mad, sum(c.due_mad) as whole_mad,
       sum(greatest(c.due_mad - coalesce(c.paid_mad, 0), 0)) filter (where c.due_on <= %(on)s) as late_mad,
       max(%(on)s::date - c.due_on) filter (where c.due_on <= %(on)s and coalesce(c.paid_mad, 0) < c.due_mad) as late_days
from scope s
join {{layers_contribution}} c on c.project_reference = s.reference
group by s.territory_id, s.fictitious, s.programme_type, s.state, c.nature
