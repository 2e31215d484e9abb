-- Why is a project late: the first cause that the books or the register tell of?
-- Grain: one row. A part of other files, beside a row `l` of projects. Causes are codes; detail is what the source says.
select * from (
    select 1 as rank, 'contract_ended' as cause, string_agg(k.number, ', ') as detail
    from {{layers_projectlink}} p
    join {{layers_contract}} k on k.number = p.target_key and k.state in ('RESILIE', 'INFRUCTUEUX')
    where p.project_reference = l.reference and p.target_kind = 'MARCHE' having count(*) > 0
    union all
    select 2, 'stopped', max(o.reason)
    from {{layers_projectlink}} p
    join {{layers_serviceorder}} o on o.contract_number = p.target_key and o.kind = 'ARRET'
    where p.project_reference = l.reference and p.target_kind = 'MARCHE' and not exists (
        select from {{layers_serviceorder}} r
        where r.contract_number = o.contract_number and r.kind = 'REPRISE' and r.effective_on >= o.effective_on)
    having count(*) > 0
    union all
    select 3, 'suspended', '' where l.state = 'SUSPENDU'
    union all
    select 4, 'land', '' where l.land_state = 'NON_APURE'
    union all
    select 5, 'contribution', string_agg(distinct t.partner, ', ')
    from {{layers_contribution}} t
    where t.project_reference = l.reference and t.due_on <= %(on)s and coalesce(t.paid_mad, 0) < t.due_mad
    having count(*) > 0
    union all
    select 6, 'comment', s.comment from ({{counted}}) s
    where s.project_reference = l.reference and s.comment <> '' and s.stated_on = l.stated_on
    union all
    select 7, 'land_pending', '' where l.land_state = 'EN_COURS'
    union all
    select 8, 'unknown', ''
) told order by rank limit 1
