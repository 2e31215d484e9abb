-- What falls due in the scope within `days` of the situation: ends of phases, of contracts, of conventions, contributions?
-- Grain: one row an event, the nearest first. Days, MAD.
with scope as ({{scope}}),
span as (select %(on)s::date as first_on, %(on)s::date + %(days)s::int as last_on)
select * from (
    select 'phase' as kind, p.phase as detail, coalesce(p.revised_end_on, p.baseline_end_on) as due_on, s.id, s.reference,
           s.title_fr, s.title_ar, coalesce(nullif(s.delegate_name, ''), s.owner_name) as responsible, null::numeric as amount_mad
    from scope s
    join {{layers_projectphase}} p on p.project_reference = s.reference and p.actual_end_on is null
    cross join span
    where coalesce(p.revised_end_on, p.baseline_end_on) between span.first_on and span.last_on
      and s.state not in ('ACHEVE', 'RESILIE', 'ABANDONNE')
    union all
    select 'contract', k.number, k.ends_on, s.id, s.reference, s.title_fr, s.title_ar, k.supplier_name, k.current_mad
    from scope s
    join {{layers_projectlink}} l on l.project_reference = s.reference and l.target_kind = 'MARCHE'
    join {{layers_contract}} k on k.number = l.target_key and k.state in ('EN_COURS', 'SUSPENDU', 'APPROUVE')
    cross join span
    where k.ends_on between span.first_on and span.last_on
    union all
    select 'convention', c.reference, c.ends_on, s.id, s.reference, s.title_fr, s.title_ar, s.owner_name, c.amount_mad
    from scope s
    join {{layers_convention}} c on c.reference = s.convention_reference
    cross join span
    where c.ends_on between span.first_on and span.last_on and s.state <> 'ACHEVE'
    union all
    select 'contribution', c.partner, c.due_on, s.id, s.reference, s.title_fr, s.title_ar, c.partner,
           c.due_mad - coalesce(c.paid_mad, 0)
    from scope s
    join {{layers_contribution}} c on c.project_reference = s.reference
    cross join span
    where c.due_on between span.first_on and span.last_on and coalesce(c.paid_mad, 0) < c.due_mad
) due
order by due_on, kind, reference
limit %(most)s
