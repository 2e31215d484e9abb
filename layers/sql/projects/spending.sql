-- What did GID pay for each project, month by month?
-- Grain: one row a project and month of payment. MAD, exact. By the shares of the contract, else by those of the line.
with shares as materialized (
    select l.target_key, l.target_kind, l.project_reference, l.share_pct / 100 as share
    from {{layers_projectlink}} l where l.share_pct is not null
),
linked as materialized (select distinct target_key as contract_number from shares where target_kind = 'MARCHE'),
paid as (
    select case when k.contract_number is null then o.line_key else k.contract_number end as target_key,
           case when k.contract_number is null then 'LIGNE' else 'MARCHE' end as target_kind,
           date_trunc('month', o.paid_on)::date as month_on, sum(o.net_mad) as paid_mad
    from {{layers_paymentorder}} o
    left join linked k using (contract_number)
    where o.state = 'PAYE' and o.paid_on is not null
    group by 1, 2, 3
)
select s.project_reference, p.month_on, sum(s.share * p.paid_mad) as paid_mad
from shares s
join paid p using (target_key, target_kind)
group by s.project_reference, p.month_on
