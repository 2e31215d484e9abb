"""The public cube of a sensitive layer: counted, suppressed, audited, published, read (docs/adr/0010)."""
