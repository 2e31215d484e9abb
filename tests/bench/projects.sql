-- A register of n projects, each with its phases, contributions, statements, contracts and orders, for the race.
insert into layers_project (reference, title_fr, title_ar, programme_code, axis, sector, convention_reference, owner_name,
        delegate_name, initial_cost_mad, current_cost_mad, state, phase, priority, land_state, commune_codes, planned_start_on,
        planned_end_on, started_on, finance_source, finance_operator, declared_paid_mad, declared_on, territory_id,
        declared_code, declared_name, declared_edition, location_precision, location_method, location_evidence,
        location_confidence, geom, flags, fictitious, row_hash, recorded_from)
    select v.code2 || '-' || v.code3 || '-' || (array['PAC','PDR','PRDTS','INDH','PDP'])[1 + n %% 5] || '-' || (2022 + n %% 4)
            || '-' || lpad((n %% 10000)::text, 4, '0') || '-' || n,
        'Projet ' || n, 'مشروع ' || n, 'P', '', (array['Routes','Santé','Eau potable'])[1 + n / 25 %% 3], '', 'Commune ' || n %% 500,
        '', 1000000 + n, 1000000 + n,
        (array['EN_COURS','EN_COURS','ACHEVE','NON_ENTAME','EN_DIFFICULTE'])[1 + n / 5 %% 5], 'TRAVAUX', 'NORMALE', 'APURE', '{}',
        date '2022-01-01' + n %% 1200, date '2023-06-01' + n %% 1200, date '2022-02-01' + n %% 1200,
        case when n %% 4 = 0 then 'HORS_GID' else 'GID' end, '', 500000, date '2025-12-31', v.territory_id, v.code, '', '2024',
        'exact', '', '', 1, v.point, '{}', true, n, now() - interval '30 days'
    from generate_series(1, %(n)s) n
    join (select row_number() over (order by v.code) - 1 as rank, v.territory_id, v.code, left(v.code, 2) as code2,
                 substr(v.code, 4, 3) as code3, l.label_point as point, count(*) over () as communes
          from layers_territoryversion v join layers_edition e on e.slug = v.edition_id and e.is_current
          join layers_territorylimit l on l.id = v.limit_id where v.level = 'commune') v on v.rank = n %% v.communes
;;
insert into layers_projectphase (key, project_reference, phase, weight_pct, baseline_end_on, flags, fictitious, row_hash)
    select reference || '/' || k, reference, (array['ETUDE','APPEL_OFFRES','TRAVAUX','RECEPTION_PROVISOIRE'])[k], 25,
           planned_start_on + k * 120, '{}', true, 1 from layers_project, generate_series(1, 4) k
;;
insert into layers_contribution (key, project_reference, partner, nature, year, convention_reference, due_mad, paid_mad,
        due_on, flags, fictitious, row_hash)
    select reference || '/' || k, reference, 'P' || k, (array['REGION','COMMUNE','DGCT_TVA'])[k], 2024, '', 100000, 50000 * k,
           date '2024-06-30', '{}', true, 1 from layers_project, generate_series(1, 3) k
;;
insert into layers_progressstatement (key, project_reference, stated_on, physical_pct, author, status, comment, flags,
        fictitious, row_hash)
    select reference || '/' || k, reference, date '2023-12-15' + k * 60, least(100, k * 8 + id %% 5), '', 'VALIDE', '', '{}',
           true, 1 from layers_project, generate_series(1, %(statements)s) k
;;
insert into layers_contract (number, subject, owner_name, procedure, tender_reference, supplier_ice, supplier_name,
        initial_mad, current_mad, amount_basis, duration_days, started_on, ends_on, state, project_reference, territory_id,
        declared_code, declared_name, declared_edition, location_precision, location_method, location_evidence,
        location_confidence, flags, fictitious, row_hash)
    select 'M' || id || '-' || k, '', '', '', '', '', '', 400000, 400000, 'TTC', 400, planned_start_on, planned_end_on,
           'EN_COURS', reference, territory_id, '', '', '', 'commune', '', '', 1, '{}', true, 1
    from layers_project, generate_series(1, %(contracts)s) k
;;
insert into layers_projectlink (key, project_reference, target_kind, target_key, share_pct, flags, fictitious, row_hash)
    select project_reference || '/MARCHE/' || number, project_reference, 'MARCHE', number, 100, '{}', true, 1
    from layers_contract
;;
insert into layers_paymentorder (key, number, fiscal_year, slip_number, commitment_number, contract_number,
        payment_file_number, line_key, supplier_ice, gross_mad, withheld_mad, net_mad, issued_on, paid_on, state,
        rejection_reason, territory_id, declared_code, declared_name, declared_edition, location_precision, location_method,
        location_evidence, location_confidence, flags, fictitious, row_hash)
    select number || '/' || k, k::text, 2022 + k %% 4, '', '', number, '', '', '', 5000, 500, 4500,
           date '2022-03-01' + k * 25, date '2022-03-10' + k * 25, 'PAYE', '', territory_id, '', '', '', 'commune', '', '', 1,
           '{}', true, 1 from layers_contract, generate_series(1, %(orders)s) k
;;
-- One project in a hundred slipped since last week: what has changed is asked of the history.
update layers_project set revised_end_on = planned_end_on + 45, row_hash = -row_hash where id %% 100 = 0
