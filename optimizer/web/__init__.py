"""The local page: a scenario edited, solved and compared in a browser. No solver is imported here."""
