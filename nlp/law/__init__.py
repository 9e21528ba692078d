"""Rules as code: dated parameters, the working calendar, the registry of instruments, rules and their outcomes.

The package knows no documents and imports only ``nlp.errors``. It reads its own YAML and nothing else: no clock, no network.
"""
