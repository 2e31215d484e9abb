-- Removes who was paid by the orders whose last known date is before a day. An order without any date is kept.
-- Parameter: before.
delete from layers_paymentorderpayee p using layers_paymentorder f
where f.id = p.payment_order_id and greatest(f.issued_on, f.endorsed_on, f.paid_on) < %(before)s
