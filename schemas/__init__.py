"""What things must look like: declarations that read nothing but their own YAML and CSV."""
