"""Declarations of budget performance targets, kept as text and printed as the official form."""

__version__ = "0.1.0"
