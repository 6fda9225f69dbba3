"""The pages of one school."""
