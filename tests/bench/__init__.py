"""Figures, measured on real processes; nothing here belongs to `make test`."""
