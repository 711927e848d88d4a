"""In and out: files that carry many things at once."""
