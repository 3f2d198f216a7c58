"""Comparing setups: what to try, what was found, and what may be said about it."""
