import pytest

from tests.architecture.rules import RULES, Rule
from tests.architecture.source_tree import module, modules

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)


@each_rule
def test_the_tree_keeps(rule: Rule) -> None:
    assert [breach for each in modules() for breach in rule.breaches(each)] == []


@each_rule
def test_a_breach_is_seen(rule: Rule) -> None:
    assert rule.breaches(module(f"{rule.within[0]}invented.py", rule.breach)) != []
