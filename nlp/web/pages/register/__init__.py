"""Pages of the register: search, directives, bodies, what is due, what is overdue, and what comes in."""
