-- Which territories lie in these perimeters, themselves included?
-- Grain: one row a territory, current edition. Parameters: ids.
SELECT DISTINCT c.descendant_id
  FROM layers_territoryclosure c
  JOIN layers_edition e ON e.slug = c.edition_id AND e.is_current
 WHERE c.ancestor_id = ANY(%(ids)s)
