"""The filter language of lists: `status:failed (variant:tuned or optimizer.lr>0.01) not has:note`.

Terms stand side by side and all must hold; `and`, `or`, `not` and parentheses join them otherwise, and `-` before a
term turns it round. Commas give alternatives, `*` stands for any text, quotes keep a value with spaces together, `has:`
asks whether there is anything, and a word alone is looked for in what a list shows.
"""

from store.query.fields import FIELDS, Filter, SettingsOf, value_of
from store.query.grammar import Query, parse_query
from store.query.patterns import pattern
from store.query.terms import Asked
from store.query.words import words_of

__all__ = ["FIELDS", "Asked", "Filter", "Query", "SettingsOf", "parse_query", "pattern", "value_of", "words_of"]
