"""The tables of a shelf file.

`source`, `department`, `department_slug`, `service_item`, `service_link` and `tombstone` are what the log says;
`entry`, `package`, `resource`, `posting`, `field`, `value`, `holding` and `chunk` are worked out from it for reading;
`dirty` names the entries for which that has still to be done and is empty after every commit of a shelf in use.

Tables with long blobs have row numbers and an index of the key beside them: without row numbers the key lies in the row, and
SQLite reads each whole row that it compares with (measured: forty times slower).

Moments are ISO 8601 in UTC with microseconds, so that text order is time order. Bitmaps are serialized roaring bitmaps.
"""

DEFINITION = """
CREATE TABLE about (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    audience TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    number INTEGER NOT NULL,        -- the last record applied, 0 before the first
    digest TEXT NOT NULL,           -- its digest: how we know the log again
    modified TEXT NOT NULL,         -- its time
    next_docid INTEGER NOT NULL,
    has_traces INTEGER NOT NULL     -- something was withdrawn, and its bytes may still be in this file
) STRICT;

CREATE TABLE source (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    modified TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX source_provider ON source (provider);

CREATE TABLE department (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE department_slug (
    slug TEXT PRIMARY KEY,          -- the present one and every former one
    department TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE service_item (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE service_link (
    entry TEXT NOT NULL,
    role TEXT NOT NULL,             -- produced_by or needed_by
    code TEXT NOT NULL,
    PRIMARY KEY (code, role, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_link_entry ON service_link (entry);

CREATE TABLE tombstone (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    act TEXT NOT NULL,
    ended_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    title TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE theme (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dirty (
    id TEXT PRIMARY KEY,
    was TEXT                        -- the content that the shelf still shows, if it shows the entry
) STRICT;

CREATE TABLE entry (
    docid INTEGER PRIMARY KEY,      -- grows with (modified, id descending): the newest entry has the highest
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    modified TEXT NOT NULL,
    created TEXT NOT NULL
) STRICT;
CREATE INDEX entry_title ON entry (title, id);
CREATE INDEX entry_created ON entry (created, id);
CREATE INDEX entry_modified ON entry (modified, id);

CREATE TABLE package (
    docid INTEGER PRIMARY KEY,
    body BLOB NOT NULL              -- UTF-8 JSON as it is sent
) STRICT;

CREATE TABLE resource (
    id TEXT NOT NULL,
    docid INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id, docid)
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_docid ON resource (docid);

CREATE TABLE posting (
    chunk INTEGER NOT NULL,
    term TEXT NOT NULL,
    docs BLOB,                      -- the documents with the term
    heads BLOB,                     -- those with it in title or tags
    places BLOB,                    -- where it stands, see portal.shelf.places
    UNIQUE (chunk, term)
) STRICT;

CREATE TABLE chunk (
    chunk INTEGER PRIMARY KEY,
    changed INTEGER NOT NULL        -- the number of the record that last changed it
) STRICT;

CREATE TABLE field (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE value (
    id INTEGER PRIMARY KEY,         -- the number of its field and a serial number in it
    field INTEGER NOT NULL,
    value TEXT NOT NULL,
    worded TEXT,                    -- of a tag, as it is searched for
    tag_id TEXT,
    entries INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (field, value)
) STRICT;
CREATE INDEX value_entries ON value (field, entries DESC, value);
CREATE INDEX value_tag_id ON value (tag_id) WHERE tag_id IS NOT NULL;

CREATE TABLE holding (
    value INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    docs BLOB NOT NULL,
    UNIQUE (value, chunk)
) STRICT;
"""
