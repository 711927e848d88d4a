"""The hand-over through an air gap: signed bundles, how they are made inside and how they are judged outside."""
