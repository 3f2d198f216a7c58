"""Certificates: exact arithmetic, planted faults, hostile files."""
