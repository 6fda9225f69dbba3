"""Files of every form, read as text cells without loss."""
