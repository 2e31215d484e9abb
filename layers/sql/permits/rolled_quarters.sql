-- Which quarters have permits?
-- Grain: one row a quarter with a deposit, latest first. Goes from one quarter to the next through the index: a dozen
-- are asked for one row each, and sixty thousand rows are not read. Parameters: those of scope.
with recursive quarters (ends_on) as (
    select min(q.ends_on) from layers_permitquarter q
    union all
    select (select min(q.ends_on) from layers_permitquarter q where q.ends_on > e.ends_on)
    from quarters e
    where e.ends_on is not null
)
select extract(year from e.ends_on)::int as year, extract(quarter from e.ends_on)::int as quarter
from quarters e
where exists (select 1 from ({{scope}}) s where s.ends_on = e.ends_on and s.deposited > 0)
order by e.ends_on desc
