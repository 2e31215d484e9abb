"""Brings a bare machine to a running platform. Standard library only: it runs before anything is installed."""
