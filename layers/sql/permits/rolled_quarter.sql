-- The rows of quarter.sql, from the roll-up it filled.
-- Grain: one row a territory. Parameters: those of scope; kind, until.
select s.*
from ({{scope}}) s
where s.kind = %(kind)s and s.ends_on = %(until)s
