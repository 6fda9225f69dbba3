"""The page of many SWVs together, from what each of them released, and nothing else."""
