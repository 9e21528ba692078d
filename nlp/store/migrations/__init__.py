"""Changes of the store's schema, one file each in ``versions``."""
