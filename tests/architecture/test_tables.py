from tests.architecture.rules import imported_names, tables
from tests.architecture.source_tree import module, modules


def test_migrations_know_every_module_with_tables() -> None:
    with_tables = {each.name for each in modules() if tables(each)}
    migrations = [each for each in modules() if each.path.startswith("portal/migrations/") and "/versions/" not in each.path]
    known = {name for each in migrations for name in imported_names(each)}
    assert with_tables
    assert with_tables - known == set()


def test_a_table_is_recognised() -> None:
    assert tables(module("catalog/invented.py", "class Fact(SQLModel, table=True): ...\nclass Form(SQLModel): ...")) == ["Fact"]
