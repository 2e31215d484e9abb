-- How are these territories called in the current edition?
-- Grain: one row a territory, broadest level first. Parameters: ids.
SELECT v.territory_id, v.code, v.level, v.kind, v.name_fr, v.name_ar
  FROM layers_territoryversion v
  JOIN layers_edition e ON e.slug = v.edition_id AND e.is_current
  JOIN layers_territoryclosure c
    ON c.edition_id = v.edition_id AND c.descendant_id = v.territory_id
 WHERE v.territory_id = ANY(%(ids)s)
 GROUP BY v.territory_id, v.code, v.level, v.kind, v.name_fr, v.name_ar
 ORDER BY count(*), v.code
