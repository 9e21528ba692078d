"""The register of directive obligations: who must do what by when, under which directive."""
