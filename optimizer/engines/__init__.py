"""Engines: translators of the linear model to solvers. The only place that imports ortools."""
