"""What the files and variables of pip, uv, twine, poetry and pdm say of indexes, and of secrets in them."""
