"""What keeps the platform safe and known to be so: backup, restore, status, logs, retention of personal data."""
