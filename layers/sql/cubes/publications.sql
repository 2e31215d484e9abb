-- Which years of a layer are published, and what is to be said of each?
-- Grain: one row a published year; `unplaced` (records in no territory) is null when fewer than five.
-- Parameters: layer, fiction (false: years counted with invented records do not exist).
select p.year, p.made_at, p.revision, p.edition, p.fictitious, p.unplaced
from layers_cubepublication p
where p.layer = %(layer)s and (%(fiction)s or not p.fictitious)
order by p.year
