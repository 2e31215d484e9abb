-- What falls due in the scope within `days` of the situation: ends of phases, of contracts, of conventions, contributions?
-- Grain: one row an event, the nearest first. Days, MAD. Events are found by their day, then asked of the scope.
with scope as ({{scope}}),
due as materialized (
    select 'phase' as kind, p.phase::text as detail, coalesce(p.revised_end_on, p.baseline_end_on) as due_on,
           p.project_reference as reference, '' as who, null::numeric as amount_mad
    from {{layers_projectphase}} p
    where p.actual_end_on is null
      and coalesce(p.revised_end_on, p.baseline_end_on) between %(on)s::date and %(on)s::date + %(days)s::int
    union all
    select 'contract', k.number, k.ends_on, l.project_reference, k.supplier_name, k.current_mad
    from {{layers_contract}} k
    join {{layers_projectlink}} l on l.target_kind = 'MARCHE' and l.target_key = k.number
    where k.state in ('EN_COURS', 'SUSPENDU', 'APPROUVE') and k.ends_on between %(on)s::date and %(on)s::date + %(days)s::int
    union all
    select 'convention', c.reference, c.ends_on, p.reference, p.owner_name, c.amount_mad
    from {{layers_convention}} c
    join {{layers_project}} p on p.convention_reference = c.reference
    where c.ends_on between %(on)s::date and %(on)s::date + %(days)s::int
    union all
    select 'contribution', c.partner, c.due_on, c.project_reference, c.partner, c.due_mad - coalesce(c.paid_mad, 0)
    from {{layers_contribution}} c
    where c.due_on between %(on)s::date and %(on)s::date + %(days)s::int and coalesce(c.paid_mad, 0) < c.due_mad
)
select d.kind, d.detail, d.due_on, s.id, s.reference, s.title_fr, s.title_ar,
       case when d.kind = 'phase' then coalesce(nullif(s.delegate_name, ''), s.owner_name) else d.who end as responsible,
       d.amount_mad
from due d
join scope s on s.reference = d.reference
where (d.kind <> 'phase' or s.state not in ('ACHEVE', 'RESILIE', 'ABANDONNE'))
  and (d.kind <> 'convention' or s.state <> 'ACHEVE')
order by d.due_on, d.kind, d.reference
limit %(most)s
