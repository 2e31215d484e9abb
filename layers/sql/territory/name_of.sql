-- What is a territory called in the current edition?
-- Grain: one row, none outside the edition. Parameters: territory.
select v.code, v.name_fr, v.name_ar from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
where v.territory_id = %(territory)s
