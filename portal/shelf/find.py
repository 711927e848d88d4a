"""One search: what meets the query, the page of it that was asked for, and the counts beside it."""

from portal.shelf.answers import Found
from portal.shelf.criteria import Criteria
from portal.shelf.evaluate import Evaluation
from portal.shelf.facets import Facets
from portal.shelf.lookup import Index
from portal.shelf.ordering import page

_PAGE = """SELECT entry.docid, entry.name, package.body FROM json_each(?) AS wanted
    CROSS JOIN entry ON entry.docid = wanted.value CROSS JOIN package ON package.docid = wanted.value"""


def find(index: Index, criteria: Criteria) -> Found:
    """The exact count, the packages of the page in order, the exact counts of the facets."""
    found = Evaluation(index).of(criteria.query)
    ordered = page(index, found, criteria)
    rows = {docid: (name, body) for docid, name, body in index.rows(_PAGE, ordered)}
    facets = Facets(index, found)
    return Found(
        count=len(found),
        packages=tuple(rows[docid][1] for docid in ordered),
        names=tuple(rows[docid][0] for docid in ordered),
        facets={field: facets.counts(field, criteria.facet_limit, criteria.facet_mincount) for field in criteria.facets},
    )
