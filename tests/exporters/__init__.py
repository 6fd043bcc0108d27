"""Exporters: what other programs read of a class."""
