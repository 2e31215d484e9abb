-- Which collectivity is said not started though a source held its whole region operational by then?
-- Grain: one row a deployment. Both stay: a region's figure names no collectivity.
select 'deployment_region_disagrees' as code, 'deployments' as table_name, d.deployment_key as key,
       'status' as column_name, d.status as value,
       jsonb_build_object('region', r.place_code, 'earlier', r.status_date, 'text', r.origin) as context
from layers_deployment d
join layers_edition e on e.is_current
join layers_territoryversion v on v.edition_id = e.slug and v.code = d.place_code
join layers_territoryclosure k on k.edition_id = e.slug and k.descendant_id = v.territory_id
join layers_territoryversion a on a.edition_id = e.slug and a.territory_id = k.ancestor_id and a.level = 'region'
join layers_deployment r on r.scope = 'region' and r.place_code = a.code and r.system_code = d.system_code
    and r.status = 'OPERATIONNEL' and r.status_on <= d.status_on
where d.scope = 'collectivity' and d.status = 'NON_DEMARRE'
order by d.deployment_key
