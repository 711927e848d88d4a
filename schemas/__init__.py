"""What a valid document is, which words it may use, and who may see which field: the only place that says so."""
