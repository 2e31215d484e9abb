-- Where does a system come back to "not started" or "planned" after it was in use in the same place?
-- Grain: one row a deployment.
select 'deployment_step_back' as code, 'deployments' as table_name, d.deployment_key as key,
       'status' as column_name, d.status as value,
       jsonb_build_object('before', b.status, 'earlier', b.status_date) as context
from layers_deployment d
cross join lateral (
    select p.status, p.status_date from layers_deployment p
    where p.system_code = d.system_code and p.scope = d.scope and p.place_code = d.place_code and p.status_on < d.status_on
    order by p.status_on desc limit 1
) b
where d.status in ('NON_DEMARRE', 'PLANIFIE') and b.status in ('PILOTE', 'OPERATIONNEL')
order by d.deployment_key
