"""Who may do what, and what the application withstands."""
