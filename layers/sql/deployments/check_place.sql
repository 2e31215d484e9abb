-- Which deployments name a place that is no collectivity, or no region, of the current edition?
-- Grain: one row a deployment. Collectivities are regions, provinces and prefectures, and communes.
select 'deployment_place_unknown' as code, 'deployments' as table_name, d.deployment_key as key,
       'place_code' as column_name, d.place_code as value, null::jsonb as context
from layers_deployment d
where d.scope <> 'total'
  and not exists (
    select from layers_edition e
    join layers_territoryversion v on v.edition_id = e.slug and v.code = d.place_code
    where e.is_current
      and (v.level = 'region' or (d.scope = 'collectivity' and v.level in ('province', 'commune')))
  )
order by d.deployment_key
