-- The rows of neighbours.sql, from the roll-up it filled.
-- Grain: one row a complaint and an equipment or project. Parameters: those of scope; until, category (empty for all).
select s.*
from ({{scope}}) s
where s.ends_on = %(until)s and (%(category)s = '' or s.category = %(category)s)
