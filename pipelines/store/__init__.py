"""The only room with DuckDB: the store, its models in order, references and periods."""
