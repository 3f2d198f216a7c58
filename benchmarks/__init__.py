"""Measurement: frozen instances, engines raced on them, records that are never edited."""
