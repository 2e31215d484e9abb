-- What is the latest day that the register or the books tell of, and the latest of each?
-- Grain: one row. Days. Parameters: until (nothing later counts: a date typed wrong in the future tells nothing).
select greatest(declared_on, stated_on, ordered_on) as situation_on, declared_on, stated_on, ordered_on
from (
    select (select max(p.declared_on) from {{layers_project}} p where p.declared_on <= %(until)s) as declared_on,
           (select max(s.stated_on) from {{layers_progressstatement}} s where s.stated_on <= %(until)s) as stated_on,
           (select max(o.issued_on) from {{layers_paymentorder}} o where o.issued_on <= %(until)s) as ordered_on
) latest
