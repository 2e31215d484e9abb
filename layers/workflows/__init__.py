"""The write side: commands that check permission, validate, write, keep history and tell what was done."""
