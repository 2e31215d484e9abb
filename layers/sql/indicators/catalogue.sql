-- Which indicators are there, and for which years, milieus, sexes and levels was each published?
-- Grain: one row an indicator, curated first. Parameters: none.
select i.id, i.code, i.title_fr, i.title_ar, i.short_fr, i.short_ar, i.unit, i.theme, i.direction, i.decimals,
       i.curated, i.definition_fr, i.definition_ar, i.denominator, i.comparable, i.dataset, i.source, i.position,
       coalesce(c.years, '{}') as years, coalesce(c.milieus, '{}') as milieus, coalesce(c.sexes, '{}') as sexes
from layers_indicator i
left join (
    select indicator_id, array_agg(distinct year order by year) as years,
           array_agg(distinct milieu order by milieu) as milieus, array_agg(distinct sex order by sex) as sexes
    from layers_indicatorvalue
    group by indicator_id
) c on c.indicator_id = i.id
order by i.position, i.code
