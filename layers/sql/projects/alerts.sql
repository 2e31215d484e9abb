-- What needs attention on the day of the situation, by the thresholds in force that day?
-- Grain: one row a kind and subject (project, contract, line, convention, contribution, payment file). Days, per cent.
-- Computed for the whole register; who reads an alert is asked where it is shown. Parameters: on, area_level.
with limits as (
    select t.code, t.value, t.important from layers_alertthreshold t
    where %(on)s::date between t.valid_from and coalesce(t.valid_to, 'infinity')
),
scope as (
    select r.*, r.location_precision <> 'none' as lies from layers_project r
),
base as materialized ({{base}}),
owned as (
    select b.*, coalesce(nullif(b.delegate_name, ''), b.owner_name) as responsible from base b
),
clocks as (
    select k.number, k.started_on, k.duration_days, k.ends_on, k.state,
           coalesce((
               select sum(least(coalesce(r.effective_on, %(on)s::date), %(on)s::date) - s.effective_on)
               from layers_serviceorder s
               left join lateral (
                   select min(n.effective_on) as effective_on from layers_serviceorder n
                   where n.contract_number = s.contract_number and n.kind = 'REPRISE' and n.effective_on >= s.effective_on
               ) r on true
               where s.contract_number = k.number and s.kind = 'ARRET' and s.effective_on <= %(on)s::date
           ), 0)::int as stopped_days,
           (
               select %(on)s::date - max(s.effective_on) from layers_serviceorder s
               where s.contract_number = k.number and s.kind = 'ARRET' and s.effective_on <= %(on)s::date and not exists (
                   select from layers_serviceorder n
                   where n.contract_number = s.contract_number and n.kind = 'REPRISE' and n.effective_on >= s.effective_on)
           ) as still_days
    from layers_contract k
),
of_contract as (
    select distinct on (l.target_key) l.target_key as number, o.reference, o.territory_id, o.responsible, o.fictitious
    from layers_projectlink l join owned o on o.reference = l.project_reference
    where l.target_kind = 'MARCHE' order by l.target_key, l.share_pct desc, o.reference
),
of_line as (
    select distinct on (l.target_key) l.target_key as key, o.reference, o.territory_id, o.responsible, o.fictitious
    from layers_projectlink l join owned o on o.reference = l.project_reference
    where l.target_kind = 'LIGNE' order by l.target_key, l.share_pct desc, o.reference
),
consumed as (
    select l.project_reference as reference,
           max(100.0 * greatest(0, %(on)s::date - c.started_on - c.stopped_days) / c.duration_days) as consumed_pct
    from clocks c
    join layers_projectlink l on l.target_kind = 'MARCHE' and l.target_key = c.number
    where c.state in ('EN_COURS', 'SUSPENDU') and c.duration_days > 0 and c.started_on <= %(on)s::date
    group by l.project_reference
),
found as (
    select 'late' as code, 'projects' as subject_kind, o.reference as subject_key, o.reference, o.territory_id, o.responsible,
           o.fictitious, least(c.consumed_pct, 999) - o.physical_pct as value, '' as detail
    from owned o join consumed c on c.reference = o.reference
    where o.state_group = 'running' and o.physical_pct is not null
    union all
    select 'contract_overdue', 'contracts', c.number, k.reference, k.territory_id, k.responsible, k.fictitious,
           %(on)s::date - c.ends_on - c.stopped_days, ''
    from clocks c join of_contract k on k.number = c.number where c.state in ('EN_COURS', 'SUSPENDU')
    union all
    select 'underspent', 'budget_lines', b.key, l.reference, l.territory_id, l.responsible, l.fictitious,
           100 - 100 * b.ordered_mad / b.opened_mad, b.opened_mad::text
    from layers_budgetline b join of_line l on l.key = b.key
    where b.fiscal_year = extract(year from %(on)s::date) and b.opened_mad > 0
      and %(on)s::date >= make_date(b.fiscal_year, 9, 30)
    union all
    select 'paid_ahead', 'projects', o.reference, o.reference, o.territory_id, o.responsible, o.fictitious,
           o.works_pct - o.physical_pct, '' from owned o where o.state_group = 'running' and o.money_source = 'gid'
    union all
    select 'works_unpaid', 'projects', o.reference, o.reference, o.territory_id, o.responsible, o.fictitious,
           o.physical_pct - o.works_pct, '' from owned o where o.state_group = 'running' and o.money_source = 'gid'
    union all
    select 'contribution_late', 'contributions', c.key, o.reference, o.territory_id, c.partner, o.fictitious,
           %(on)s::date - c.due_on, (c.due_mad - coalesce(c.paid_mad, 0))::text
    from layers_contribution c join owned o on o.reference = c.project_reference
    where coalesce(c.paid_mad, 0) < c.due_mad and o.state_group in ('running', 'waiting', 'done')
    union all
    select 'contract_ended', 'contracts', c.number, k.reference, k.territory_id, k.responsible, k.fictitious, 1, c.state
    from clocks c join of_contract k on k.number = c.number where c.state in ('RESILIE', 'INFRUCTUEUX')
    union all
    select 'stopped', 'contracts', c.number, k.reference, k.territory_id, k.responsible, k.fictitious, c.still_days, ''
    from clocks c join of_contract k on k.number = c.number where c.still_days is not null and c.state <> 'RESILIE'
    union all
    select 'land', 'projects', o.reference, o.reference, o.territory_id, o.responsible, o.fictitious, 1, ''
    from owned o where o.state_group = 'running' and o.land_state = 'NON_APURE'
    union all
    select 'stale', 'projects', o.reference, o.reference, o.territory_id, o.responsible, o.fictitious,
           %(on)s::date - o.stated_on, '' from owned o where o.state_group = 'running'
    union all
    select 'payment_late', 'payment_files', f.number, k.reference, k.territory_id, k.responsible, k.fictitious,
           %(on)s::date - f.deposited_on, f.net_mad::text
    from layers_paymentfile f join of_contract k on k.number = f.contract_number
    where f.state not in ('PAYE', 'REJETE') and f.deposited_on <= %(on)s::date
    union all
    select 'convention_unsigned', 'conventions', c.reference, o.reference, o.territory_id, o.responsible, o.fictitious,
           coalesce(c.endorsed_on, %(on)s::date) - c.signed_on, ''
    from layers_convention c join owned o on o.convention_reference = c.reference
    where c.endorsed_on is null or c.endorsed_on > %(on)s::date
    union all
    select 'cost_over', 'projects', o.reference, o.reference, o.territory_id, o.responsible, o.fictitious,
           100 * (o.current_cost_mad - o.initial_cost_mad) / o.initial_cost_mad, ''
    from owned o where o.initial_cost_mad > 0 and o.current_cost_mad is not null and o.state_group <> 'stopped'
)
select f.code, f.subject_kind, f.subject_key, f.reference as project_reference, f.territory_id, f.responsible as owner,
       f.fictitious, round(f.value::numeric, 1) as value, l.value as limit_value,
       case when f.code = 'underspent' then f.value > 100 - coalesce(l.important, 0)
            else l.important is not null and f.value > l.important end as is_important, f.detail
from found f
join limits l on l.code = f.code
where f.value > case when f.code = 'underspent' then 100 - l.value else l.value end
   or (f.value > 0 and l.value = 0)
order by f.code, f.subject_key
