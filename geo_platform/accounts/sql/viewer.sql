-- Who is behind this session cookie, and what may he see today?
-- Grain: one row when the session lives, none otherwise. The whole cost of identity on a request.
-- `account` is null for a session without login (messages, language); `grants` holds only those in force on %(today)s.
SELECT s.session_data,
       to_jsonb(u) AS account,
       (SELECT jsonb_agg(jsonb_build_object('role', g.role, 'territory_id', g.territory_id, 'themes', g.themes)
                         ORDER BY g.id)
          FROM accounts_rolegrant g
         WHERE g.user_id = u.id
           AND g.revoked_at IS NULL
           AND g.valid_from <= %(today)s
           AND (g.valid_to IS NULL OR g.valid_to >= %(today)s)) AS grants
  FROM accounts_accountsession s
  LEFT JOIN accounts_user u ON u.id = s.user_id AND u.is_active
 WHERE s.session_key = %(session_key)s
   AND s.expire_date > now()
