-- The load copies a hundred megabytes of geometry: longer than a request may take. For this transaction only.
set local statement_timeout = 0
