"""Moving data: the only room that touches files, DuckDB or Prefect."""
