"""The desk at /imports/: files in, what became of them, what was refused and how it is put right."""
