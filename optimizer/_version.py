"""The version, written once; packaging and `liftproof --version` read it from here."""

__version__ = "0.1.0"
