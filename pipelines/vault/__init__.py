"""The only room that knows what lies in `opslag` and under which name."""
