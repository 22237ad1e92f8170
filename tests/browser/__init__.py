"""The notebooks in JupyterLab, in a browser: `make test-browser`. `make test` leaves it out."""
