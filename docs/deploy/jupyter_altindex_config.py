# /etc/jupyter/jupyter_altindex_config.py: every notebook and terminal uses them, with no cell at all.
c.AltIndexServer.use = ["team"]
