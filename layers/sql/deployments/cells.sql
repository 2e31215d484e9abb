-- How far is each system deployed in each region, as known of a day: what is told of the region whole, and what of named collectivities?
-- Grain: one row a (chantier, region), all of them; counts of the region's own collectivities (region, provinces, communes).
-- Of one place the latest fact holds. `known` 0 and no region fact: nothing is known, which is not zero.
-- Population: legal, of the year asked, of the communes concerned; the region and its provinces count no inhabitant twice.
-- Parameters: on, fiction (invented facts too), year.
with edition as (select slug from layers_edition where is_current),
place as (
    select v.code, r.code as region, r.name_fr, r.name_ar, p.value as population
    from edition e
    join layers_territoryversion v on v.edition_id = e.slug and v.level in ('region', 'province', 'commune')
    join layers_territoryclosure k on k.edition_id = e.slug and k.descendant_id = v.territory_id
    join layers_territoryversion r on r.edition_id = e.slug and r.territory_id = k.ancestor_id and r.level = 'region'
    left join layers_indicatorvalue p on v.level = 'commune' and p.territory_id = v.territory_id
        and p.indicator_id = (select i.id from layers_indicator i where i.code = 'population_legal')
        and p.year = %(year)s and p.milieu = 0 and p.sex = 0
),
region as (
    select p.region as code, min(p.name_fr) as name_fr, min(p.name_ar) as name_ar, count(*)::int as collectivities,
           sum(p.population)::bigint as population
    from place p group by p.region
),
fact as (
    select distinct on (d.system_code, d.scope, d.place_code) d.*
    from layers_deployment d
    where d.status_on <= %(on)s and (%(fiction)s or not d.fictitious)
    order by d.system_code, d.scope, d.place_code, d.status_on desc, d.status_date desc
),
named as (
    select f.system_code, p.region, count(*)::int as known,
           count(*) filter (where f.status = 'OPERATIONNEL')::int as operational,
           count(*) filter (where f.status in ('FORMATION', 'PILOTE'))::int as starting,
           count(*) filter (where f.status = 'PLANIFIE')::int as planned,
           count(*) filter (where f.status = 'OPERATIONNEL' and f.active_users_30d = 0)::int as idle,
           coalesce(sum(p.population) filter (where f.status = 'OPERATIONNEL'), 0)::bigint as people,
           max(f.status_on) as latest, bool_or(f.fictitious) as fictitious
    from fact f join place p on p.code = f.place_code
    where f.scope = 'collectivity'
    group by f.system_code, p.region
)
select c.code as system, r.code as region, r.name_fr, r.name_ar, r.collectivities, r.population,
       coalesce(w.status, '') as status, coalesce(w.status_date, '') as status_date, coalesce(w.origin, '') as origin,
       coalesce(n.known, 0) as known, coalesce(n.operational, 0) as operational, coalesce(n.starting, 0) as starting,
       coalesce(n.planned, 0) as planned, coalesce(n.idle, 0) as idle, coalesce(n.people, 0) as people, n.latest,
       coalesce(w.fictitious, false) or coalesce(n.fictitious, false) as fictitious
from (select distinct code from layers_chantier where valid_to is null or valid_to >= %(on)s) c
cross join region r
left join fact w on w.system_code = c.code and w.scope = 'region' and w.place_code = r.code
left join named n on n.system_code = c.code and n.region = r.code
order by c.code, r.code
