-- What is the latest day that the register or the books tell of?
-- Grain: one row. Days. Parameters: until (nothing later counts).
select greatest((select max(p.declared_on) from layers_project p where p.declared_on <= %(until)s),
                (select max(s.stated_on) from layers_progressstatement s where s.stated_on <= %(until)s),
                (select max(o.issued_on) from layers_paymentorder o where o.issued_on <= %(until)s)) as situation_on
