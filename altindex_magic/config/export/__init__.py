"""The files of pip, twine, uv and netrc, written so that they work outside of notebooks."""
