-- Which territories changed their code from one edition to the next in time?
-- Grain: one row a territory and pair of editions that follow each other.
insert into layers_territorylineage (from_territory_id, to_territory_id, from_edition_id, to_edition_id, kind, weight)
select a.territory_id, b.territory_id, a.edition_id, b.edition_id, 'renumbered', 1
from (select slug, lead(slug) over (order by valid_from, slug) as next from layers_edition) e
join layers_territoryversion a on a.edition_id = e.slug
join layers_territoryversion b on b.edition_id = e.next and b.territory_id = a.territory_id
where a.code <> b.code
