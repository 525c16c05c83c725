"""The list of runs behind its screen: what its columns show, how it is grouped, ordered and filtered."""
