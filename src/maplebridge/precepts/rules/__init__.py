"""Articles, decisions, comparisons and warnings about village rules: values in, values out."""
