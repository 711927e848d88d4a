"""The open catalogue for machines: DCAT as Turtle, RDF/XML and JSON-LD, an Atom feed, a sitemap."""
