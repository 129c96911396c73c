"""Alternate Python package indexes in Jupyter and IPython: easy, and safe by construction."""

from __future__ import annotations

__version__ = "0.1.0.dev0"
