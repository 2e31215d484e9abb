-- Notes on each indicator the years, milieus and sexes it was published for; run once after a load.
update layers_indicator i
set years = c.years, milieus = c.milieus, sexes = c.sexes
from (
    select indicator_id, array_agg(distinct year order by year) as years,
           array_agg(distinct milieu order by milieu) as milieus, array_agg(distinct sex order by sex) as sexes
    from layers_indicatorvalue
    group by indicator_id
) c
where c.indicator_id = i.id
