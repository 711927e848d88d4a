"""Every module that has tables: importing this one fills the metadata. A test compares the list with what is there."""

from sqlmodel import SQLModel

from catalog import (
    attachment,
    business_system,
    drafting,
    journal,
    organisation,
    people,
    resource,
    resource_code,
    revision,
    service_item,
)
from workflows import tables

MODULES = (
    attachment,
    business_system,
    drafting,
    journal,
    organisation,
    people,
    resource,
    resource_code,
    revision,
    service_item,
    tables,
)
METADATA = SQLModel.metadata
