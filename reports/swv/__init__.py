"""The pages of the SWV, from released counts alone."""
