-- What credits do the budget lines of each project of the scope come to, over the years, carried-over credits counted once?
-- Grain: one row a project. MAD, exact. opened: of the last year known; programme: every opening less what was carried over
-- (already opened the year before) and less what a closed year neither ordered nor carried over (annulled).
with scope as ({{scope}}),
lines as (
    select s.reference, l.share_pct / 100 as share, b.fiscal_year, b.opened_mad, b.ordered_mad,
           coalesce(b.carried_mad, 0) as carried_mad,
           lead(coalesce(b.carried_mad, 0)) over line as carried_next, lead(b.fiscal_year) over line as next_year
    from scope s
    join {{layers_projectlink}} l on l.project_reference = s.reference and l.target_kind = 'LIGNE'
    join {{layers_budgetline}} b on b.key = l.target_key
    window line as (partition by s.reference, substr(b.key, strpos(b.key, '/')) order by b.fiscal_year)
)
select l.reference, sum(l.share * l.opened_mad) filter (where l.next_year is null) as opened_mad,
       sum(l.share * l.carried_mad) as carried_mad,
       coalesce(sum(l.share * (l.opened_mad - l.ordered_mad - l.carried_next)) filter (where l.next_year is not null), 0)
           as annulled_mad,
       sum(l.share * (l.opened_mad - l.carried_mad
           - case when l.next_year is not null then l.opened_mad - l.ordered_mad - l.carried_next else 0 end)) as programme_mad,
       sum(l.share * l.ordered_mad) as ordered_mad
from lines l
group by l.reference
order by l.reference
