"""Configuration: what this package stores, and what it finds in the files of pip and uv."""
