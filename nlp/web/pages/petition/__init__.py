"""The pages of one petition, a module each: what is read in it, corrections, papers, its group, its history, its source."""
