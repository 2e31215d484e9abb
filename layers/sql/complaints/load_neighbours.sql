-- Fills the roll-up of what complaints are near to.
-- Parameters: those of neighbours.sql.
insert into layers_complaintneighbour (complaint_id, territory_id, category, ends_on, kind, target_id, metres)
select n.complaint_id, n.territory_id, n.category, n.ends_on, n.kind, n.target_id, n.metres
from ({{neighbours}}) n
