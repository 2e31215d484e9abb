-- Limits that no edition uses any more.
delete from layers_territorylimit l
where not exists (select from layers_territoryversion v where v.limit_id = l.id)
