"""A folder of files becomes checked raw frames and findings. Knows no SQL."""
