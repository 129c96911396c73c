"""REST under ``/altindex/api/``: thin handlers, each a body that becomes a request and a result that becomes JSON."""
