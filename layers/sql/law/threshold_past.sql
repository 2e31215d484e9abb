-- What did a threshold say before it was changed, the latest first?
-- Grain: one row a past state, with the moments between which it was believed. `table`: the thresholds' own.
select to_jsonb(h) as state, h.recorded_from, h.recorded_to
from {{table}}_history h
where h.id = %(id)s
order by h.recorded_to desc
