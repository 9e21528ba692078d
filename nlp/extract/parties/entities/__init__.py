"""Names, addresses and targets found by a pipeline of spaCy; needs the extra ``spacy``."""
