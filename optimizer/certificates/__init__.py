"""Bounds that need no trust: certificates that anyone can check in integers, without a solver."""
