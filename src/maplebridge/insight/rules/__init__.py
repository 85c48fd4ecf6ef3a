"""Which sums everybody can do, so that no small count follows from them."""
