"""Many SWVs in one command: each run by a worker of Dask, then one report from what they released."""
