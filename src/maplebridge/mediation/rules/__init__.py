"""What mediation decides without a database: the law of damages, terms, offers, agreements."""
