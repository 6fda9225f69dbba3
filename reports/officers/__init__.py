"""The pages of those who get a part: attendance officers and the Inspectie."""
