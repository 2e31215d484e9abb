-- The rows of year.sql, from the roll-up it filled.
-- Grain: one row a territory and category. Parameters: those of scope; until, category ('' for all).
select s.*
from ({{scope}}) s
where s.ends_on = %(until)s and (%(category)s = '' or s.category = %(category)s)
