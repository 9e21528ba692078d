"""The register of directive obligations in the store: its tables, what is added to it, asked of it and changed in it."""
