"""Where a term stands: the plane of its field, the document in its chunk, the offset in the field's text, as one number.

A chunk is 65,536 document numbers. A document whose longest field does not fit into one slot of 1,024 characters takes
the numbers of several documents in a row; the numbers behind its first stand for nobody.
"""

from array import array
from functools import cache
from struct import Struct

import numpy as np
from pyroaring import BitMap

OFFSET_BITS, DOCUMENT_BITS, PLANE_BITS = 10, 16, 6
SLOT, CHUNK, PLANE_COUNT = 1 << OFFSET_BITS, 1 << DOCUMENT_BITS, 1 << PLANE_BITS
PLANE = 1 << (OFFSET_BITS + DOCUMENT_BITS)
# The roaring format, version without runs: cookie, number of containers, for each its key, members less one, and where it
# begins; up to so many members are listed, more are bits.
_HEADER, _COOKIE, _MOST_LISTED = Struct("<IIHHI"), 12346, 4096
_IN_PLANE = np.uint32(PLANE - 1)
_OFFSET = np.uint32(OFFSET_BITS)


def slots(length: int) -> int:
    """How many document numbers a field of this length needs; the last place stays empty, so that no match runs on into the next."""
    return length // SLOT + 1


def chunk_of(docid: int) -> int:
    return docid // CHUNK


def origin(docid: int, plane: int) -> int:
    """The place of the first character of a document's field."""
    return plane * PLANE + docid % CHUNK * SLOT


@cache
def within(planes: tuple[int, ...]) -> BitMap:
    """Every place in these planes; not to be changed."""
    whole = BitMap()
    for plane in planes:
        whole.add_range(plane * PLANE, (plane + 1) * PLANE)
    return whole


def documents(places: BitMap, chunk: int, standing: BitMap) -> BitMap:
    """The documents in which these places of a chunk are; `standing` are all documents of the shelf."""
    numbers = np.frombuffer(places.to_array(), dtype=np.uint32)
    found = marked(chunk, (numbers & _IN_PLANE) >> _OFFSET)
    # A place far into a long document bears a number that stands for nobody: it belongs to the one before it.
    strayed = found - standing
    return (found & standing) | BitMap(standing[standing.rank(number) - 1] for number in strayed) if strayed else found


def marked(chunk: int, numbers: "np.ndarray[tuple[int], np.dtype[np.uint32]]") -> BitMap:
    """The documents of a chunk with these numbers in it, in any order, with repetitions."""
    mask = np.zeros(CHUNK, dtype=bool)
    mask[numbers] = True
    count = int(np.count_nonzero(mask))
    if count > _MOST_LISTED:
        # A bitmap that holds most of one chunk is faster written down in its own format than put together.
        return BitMap.deserialize(_HEADER.pack(_COOKIE, 1, chunk, count - 1, _HEADER.size) + np.packbits(mask, bitorder="little").tobytes())
    # An array of machine words is the only form that BitMap takes in without making a Python number of each.
    return BitMap(array("I", (np.flatnonzero(mask).astype(np.uint32) + np.uint32(chunk * CHUNK)).tobytes()))
