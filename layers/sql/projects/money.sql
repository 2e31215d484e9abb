-- What did GID's books commit, order and pay for each project, and what works do its statements tell of?
-- Grain: one row a project that a contract or a budget line is shared with, or whose progress was stated. MAD, exact: shares
-- have two decimals and amounts two, so nothing is rounded before it is shown. An order counts once: by the shares of its
-- contract, or by those of its line when no project shares its contract. Advances and revisions of price are no works; what is
-- paid to a delegated owner (convention, subsidy) is a transfer, apart from works.
with shares as materialized (
    select l.target_key as contract_number, l.project_reference, l.share_pct / 100 as share
    from {{layers_projectlink}} l
    where l.target_kind = 'MARCHE' and l.share_pct is not null
),
linked as materialized (select distinct contract_number from shares),
line_shares as materialized (
    select l.target_key as line_key, l.project_reference, l.share_pct / 100 as share
    from {{layers_projectlink}} l
    where l.target_kind = 'LIGNE' and l.share_pct is not null
),
orders as (
    select o.contract_number, sum(o.gross_mad) as ordered_mad, sum(o.net_mad) as ordered_net_mad,
           sum(o.net_mad) filter (where o.state = 'PAYE') as paid_mad
    from {{layers_paymentorder}} o
    join linked using (contract_number)
    where o.state in ('VISE', 'PAYE')
    group by o.contract_number
),
commitments as (
    select c.contract_number, sum(c.amount_mad) as committed_mad
    from {{layers_commitment}} c
    join linked using (contract_number)
    where c.state <> 'REJETE' and c.state <> 'ANNULE'
    group by c.contract_number
),
statements as (
    select f.contract_number,
           (array_agg(f.cumulative_works_mad order by f.deposited_on desc nulls last, f.number desc)
               filter (where f.kind not in ('AVANCE', 'REVISION') and f.cumulative_works_mad is not null))[1] as works_mad,
           coalesce(sum(f.net_mad) filter (where f.kind = 'AVANCE'), 0)
               - coalesce(sum(f.advances_mad) filter (where f.kind <> 'AVANCE'), 0) as advance_open_mad,
           sum(f.guarantee_mad) filter (where f.kind <> 'AVANCE') as guarantee_mad,
           sum(f.net_mad) filter (where f.kind = 'REVISION') as revision_mad
    from {{layers_paymentfile}} f
    join linked using (contract_number)
    where f.state <> 'REJETE'
    group by f.contract_number
),
by_contract as (
    select s.project_reference, count(*) as contracts, sum(s.share * k.current_mad) as contracts_mad,
           sum(s.share * c.committed_mad) as committed_mad, sum(s.share * o.ordered_mad) as ordered_mad,
           sum(s.share * o.ordered_net_mad) as ordered_net_mad, sum(s.share * o.paid_mad) as paid_mad,
           sum(s.share * f.works_mad) as works_mad, sum(s.share * f.advance_open_mad) as advance_open_mad,
           sum(s.share * f.guarantee_mad) as guarantee_mad, sum(s.share * f.revision_mad) as revision_mad
    from shares s
    left join {{layers_contract}} k on k.number = s.contract_number
    left join commitments c using (contract_number)
    left join orders o using (contract_number)
    left join statements f using (contract_number)
    group by s.project_reference
),
direct as (
    select l.project_reference, sum(l.share * o.gross_mad) as ordered_mad, sum(l.share * o.net_mad) as ordered_net_mad,
           sum(l.share * o.net_mad) filter (where o.state = 'PAYE') as paid_mad,
           sum(l.share * o.gross_mad) filter (where exists (
               select from {{layers_commitment}} c
               where c.line_key = o.line_key and c.number = o.commitment_number and c.kind in ('CONVENTION', 'SUBVENTION')
           )) as transferred_mad
    from line_shares l
    join {{layers_paymentorder}} o on o.line_key = l.line_key
    where o.state in ('VISE', 'PAYE') and not exists (select from linked k where k.contract_number = o.contract_number)
    group by l.project_reference
),
direct_commitments as (
    select l.project_reference, sum(l.share * c.amount_mad) as committed_mad
    from line_shares l
    join {{layers_commitment}} c on c.line_key = l.line_key
    where c.state <> 'REJETE' and c.state <> 'ANNULE'
      and not exists (select from linked k where k.contract_number = c.contract_number)
    group by l.project_reference
),
progress as (
    select distinct on (p.project_reference) p.project_reference, p.physical_pct, p.stated_on
    from ({{counted}}) p
    order by p.project_reference, p.stated_on desc
),
every as (
    select project_reference from by_contract union select project_reference from direct
    union select project_reference from direct_commitments union select project_reference from progress
    union select project_reference from line_shares
)
select e.project_reference,
       (k.project_reference is not null or l.project_reference is not null) as linked,
       coalesce(k.contracts, 0)::int as contracts, coalesce(k.contracts_mad, 0) as contracts_mad,
       coalesce(k.committed_mad, 0) + coalesce(dc.committed_mad, 0) as committed_mad,
       coalesce(k.ordered_mad, 0) + coalesce(d.ordered_mad, 0) as ordered_mad,
       coalesce(k.ordered_net_mad, 0) + coalesce(d.ordered_net_mad, 0) as ordered_net_mad,
       coalesce(k.paid_mad, 0) + coalesce(d.paid_mad, 0) as paid_mad,
       coalesce(k.works_mad, 0) as works_mad, coalesce(k.advance_open_mad, 0) as advance_open_mad,
       coalesce(k.guarantee_mad, 0) as guarantee_mad, coalesce(k.revision_mad, 0) as revision_mad,
       coalesce(d.transferred_mad, 0) as transferred_mad,
       p.physical_pct, p.stated_on
from every e
left join by_contract k using (project_reference)
left join direct d using (project_reference)
left join direct_commitments dc using (project_reference)
left join progress p using (project_reference)
left join (select distinct project_reference from line_shares) l using (project_reference)
