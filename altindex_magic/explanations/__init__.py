"""Why an index does not answer as it should: rules from the traces of a failure to a cause and a remedy.

Each module is one kind of cause and decides by what it is given; the gateway gathers that. A rule
says only what its facts show, and where two causes look alike it names both.
"""
