"""The steps of a run in their order. Only `flows` imports Prefect."""
