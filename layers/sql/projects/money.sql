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
books as materialized (select * from {{books}} b),
by_contract as (
    select s.project_reference, count(*) as contracts, sum(s.share * k.current_mad) as contracts_mad,
           sum(s.share * b.committed_mad) as committed_mad, sum(s.share * b.ordered_mad) as ordered_mad,
           sum(s.share * b.ordered_net_mad) as ordered_net_mad, sum(s.share * b.paid_mad) as paid_mad,
           sum(s.share * b.works_mad) as works_mad, sum(s.share * b.advance_open_mad) as advance_open_mad,
           sum(s.share * b.guarantee_mad) as guarantee_mad, sum(s.share * b.revision_mad) as revision_mad
    from shares s
    left join {{layers_contract}} k on k.number = s.contract_number
    left join (
        select contract_number, sum(committed_mad) as committed_mad, sum(ordered_mad) as ordered_mad,
               sum(ordered_net_mad) as ordered_net_mad, sum(paid_mad) as paid_mad, sum(works_mad) as works_mad,
               sum(advance_open_mad) as advance_open_mad, sum(guarantee_mad) as guarantee_mad,
               sum(revision_mad) as revision_mad
        from books join linked using (contract_number)
        group by contract_number
    ) b using (contract_number)
    group by s.project_reference
),
direct as (
    select l.project_reference, sum(l.share * b.ordered_mad) as ordered_mad,
           sum(l.share * b.ordered_net_mad) as ordered_net_mad, sum(l.share * b.paid_mad) as paid_mad,
           sum(l.share * b.transferred_mad) as transferred_mad, sum(l.share * b.committed_mad) as committed_mad
    from line_shares l
    join books b using (line_key)
    where not exists (select from linked k where k.contract_number = b.contract_number)
    group by l.project_reference
),
progress as (
    select distinct on (p.project_reference) p.project_reference, p.physical_pct, p.stated_on
    from ({{counted}}) p
    order by p.project_reference, p.stated_on desc
),
every as (
    select project_reference from by_contract union select project_reference from direct
    union select project_reference from progress
    union select project_reference from line_shares
)
select e.project_reference,
       (k.project_reference is not null or l.project_reference is not null) as linked,
       coalesce(k.contracts, 0)::int as contracts, coalesce(k.contracts_mad, 0) as contracts_mad,
       coalesce(k.committed_mad, 0) + coalesce(d.committed_mad, 0) as committed_mad,
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
left join progress p using (project_reference)
left join (select distinct project_reference from line_shares) l using (project_reference)
