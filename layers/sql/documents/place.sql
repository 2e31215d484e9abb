-- Where does a programme or a territory lie?
-- Grain: one row; none when there is no such subject, a null place for a programme of the whole Kingdom.
select c.territory_id
from (select w.territory_code as code from layers_programme w
      where %(subject_kind)s = 'programme' and w.code = %(subject)s order by w.version desc limit 1) g
left join layers_territorycode c on c.system = 'hcp' and c.code = g.code
     and c.edition_slug = (select slug from layers_edition where is_current)
union all
select v.territory_id from layers_territoryversion v
where %(subject_kind)s = 'territory' and v.code = %(subject)s
  and v.edition_id = (select slug from layers_edition where is_current)
limit 1
