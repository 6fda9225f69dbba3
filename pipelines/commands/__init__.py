"""One module a command: do one thing and tell the result. Parsing is `pipelines.cli`."""
