"""Archives: documents put up for annotation in the store, settled hit by hit, annotated, adjudicated and measured."""
