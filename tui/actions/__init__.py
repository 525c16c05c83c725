"""What keys do on every screen: the table of them all, undoing, copying, exporting, the tour."""
