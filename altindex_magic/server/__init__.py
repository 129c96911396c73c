"""The door of a Jupyter server: one gateway for its kernels and terminals, REST, and a settings page."""
