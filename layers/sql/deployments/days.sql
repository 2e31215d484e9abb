-- On which days does a source tell something new, and how many collectivities are then named operational, in all?
-- Grain: one row a (system, day) with a fact. `operational`: named ones, running; `regions`: told whole, running.
-- A place that leaves operation is taken off. Parameters: on, fiction.
with fact as (
    select d.system_code, d.scope, d.place_code, d.status_on,
           (d.status = 'OPERATIONNEL')::int as runs,
           coalesce(lag((d.status = 'OPERATIONNEL')::int) over (
               partition by d.system_code, d.scope, d.place_code order by d.status_on, d.status_date), 0) as ran
    from layers_deployment d
    where d.status_on <= %(on)s and d.scope <> 'total' and (%(fiction)s or not d.fictitious)
)
select system_code as system, status_on as day,
       sum(sum(runs - ran) filter (where scope = 'collectivity')) over past::int as operational,
       sum(sum(runs - ran) filter (where scope = 'region')) over past::int as regions
from fact
group by system_code, status_on
window past as (partition by system_code order by status_on)
order by system_code, status_on
