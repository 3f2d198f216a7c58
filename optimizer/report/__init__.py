"""Views of plans and rules: for a terminal, for the wall, for editors. No solver is imported here."""
