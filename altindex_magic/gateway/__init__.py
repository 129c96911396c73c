"""The loopback gateway: a small index server on 127.0.0.1, behind which the real indexes stand."""
