-- Removes who answered for the deployments told of before a day. Parameter: before.
delete from layers_deploymentcontact c using layers_deployment d
where d.id = c.deployment_id and d.status_on < %(before)s
