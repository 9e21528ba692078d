"""Archives put up for annotation: their tables, and what is done in them."""
