"""Rasters handed in: declared, read in the locked child, put in order, put in service."""
