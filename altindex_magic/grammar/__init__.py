"""One grammar for every door: words become a request, a Tab becomes candidates, a verb becomes its help."""

from altindex_magic.grammar.complete import Sources, complete
from altindex_magic.grammar.help import help_text, in_terminal, usage
from altindex_magic.grammar.line import line_of
from altindex_magic.grammar.parse import parse
from altindex_magic.grammar.split import split

__all__ = ["Sources", "complete", "help_text", "in_terminal", "line_of", "parse", "split", "usage"]
