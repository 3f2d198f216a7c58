"""Engines that answer tasks: processes of this machine, or a Dask cluster."""
