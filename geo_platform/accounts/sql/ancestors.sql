-- Which territories contain this one, itself included?
-- Grain: one row an ancestor, current edition. Parameters: territory.
SELECT c.ancestor_id
  FROM layers_territoryclosure c
  JOIN layers_edition e ON e.slug = c.edition_id AND e.is_current
 WHERE c.descendant_id = %(territory)s
