-- Removes who asked for the permits whose last known date is before a day. A file without any date is kept.
-- Parameter: before.
delete from layers_permitperson p using layers_permit f
where f.id = p.permit_id
  and greatest(f.deposited_on, f.admissible_on, f.dispatched_on, f.commission_on, f.returned_on, f.resumed_on,
               f.decided_on, f.paid_on, f.signed_on, f.issued_on) < %(before)s
