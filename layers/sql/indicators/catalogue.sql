-- Which indicators are there, and for which years, milieus and sexes was each published?
-- Grain: one row an indicator, curated first. Parameters: none.
select i.id, i.code, i.title_fr, i.title_ar, i.short_fr, i.short_ar, i.unit, i.theme, i.direction, i.decimals,
       i.curated, i.definition_fr, i.definition_ar, i.denominator, i.comparable, i.dataset, i.source, i.position,
       i.years, i.milieus, i.sexes
from layers_indicator i
order by i.position, i.code
