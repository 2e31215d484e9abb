-- How does a territory stand among its peers for some indicators?
-- Grain: one row an indicator. Peers are the territories of its level, in the Kingdom: those of its milieu (kind), of its
-- class of population, or of its region. value, low, middle, high (quartiles of the peers, itself among them) in the
-- indicator's unit; higher and lower count those beyond it, published those that have a figure.
-- Parameters: territory, level, by (milieu, class, region), bounds (upper ends of the classes, inhabitants),
-- indicators (ids), year, milieu, sex.
with member as (
    select v.territory_id, v.kind, width_bucket(p.value, %(bounds)s::float8[]) as class, r.ancestor_id as region
    from layers_territoryversion v
    join layers_edition e on e.slug = v.edition_id and e.is_current
    left join layers_indicatorvalue p on p.territory_id = v.territory_id and p.year = 2024 and p.milieu = 0
         and p.sex = 0 and p.indicator_id = (select i.id from layers_indicator i where i.code = 'population_legal')
    left join lateral (
        select k.ancestor_id
        from layers_territoryclosure k
        join layers_territoryversion a on a.edition_id = k.edition_id and a.territory_id = k.ancestor_id
        where k.edition_id = v.edition_id and k.descendant_id = v.territory_id and a.level = 'region'
    ) r on true
    where v.level = %(level)s
), peer as (
    select m.territory_id
    from member m join member own on own.territory_id = %(territory)s
    where case %(by)s when 'milieu' then m.kind = own.kind when 'class' then m.class = own.class
               else m.region = own.region end
), figure as (
    select x.indicator_id, x.territory_id, x.value
    from peer join layers_indicatorvalue x on x.territory_id = peer.territory_id
    where x.indicator_id = any(%(indicators)s) and x.year = %(year)s and x.milieu = %(milieu)s and x.sex = %(sex)s
), own as (
    select indicator_id, value from figure where territory_id = %(territory)s
)
select f.indicator_id, o.value, count(*) as published,
       percentile_cont(0.25) within group (order by f.value) as low,
       percentile_cont(0.5) within group (order by f.value) as middle,
       percentile_cont(0.75) within group (order by f.value) as high,
       count(*) filter (where f.value > o.value) as higher, count(*) filter (where f.value < o.value) as lower
from figure f join own o on o.indicator_id = f.indicator_id
group by f.indicator_id, o.value
