"""Numbers, codes and colours as a reader sees them."""
