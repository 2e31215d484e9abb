-- Which territories contain this one, itself included?
-- Grain: one row an ancestor, current edition. Parameters: territory.
select c.ancestor_id from layers_territoryclosure c
join layers_edition e on e.slug = c.edition_id and e.is_current
where c.descendant_id = %(territory)s
