"""Measurements, `make bench`: each module has a `main()`, runs alone too, and prints a table with its floors."""
