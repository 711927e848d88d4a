"""The messages of the API: CKAN's own words, and the Chinese that a locale prefix asks for.

Without a prefix messages are English, whatever `Accept-Language` says, because programs compare them.
"""

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "Not found": "未找到",
    "Not found: {detail}": "未找到: {detail}",
    "Access denied": "拒绝访问",
    "Access denied: {detail}": "拒绝访问: {detail}",
    "Internal Server Error": "服务器内部错误",
    "Unable to connect to the search server": "无法连接检索服务",
    "Search Query is invalid: {reason}": "检索请求无效: {reason}",
    "Search error: {reason}": "检索出错: {reason}",
    "Missing value": "缺少值",
    "Invalid integer": "无效的整数",
    "Please enter an integer value": "请输入整数",
    "Must be a natural number": "必须是自然数",
    "Must be larger than 0": "必须大于 0",
    "Must be a string": "必须是一个文本值",
    "Parameter is not an bool": "参数不是布尔值",
    "Could not parse as valid JSON": "不是有效的 JSON",
    "Not a list": "不是列表",
    "Not a string: {value}": "不是文本: {value}",
    "Not a callback name": "不是有效的回调函数名",
    "Cannot sort by field `{field}`": "不能按字段 `{field}` 排序",
    "Invalid sort direction `{direction}`": "排序方向 `{direction}` 无效",
    "Too many sort criteria provided only 1 allowed": "只能按一个字段排序",
    'Could not find vocabulary "{name}"': "找不到词表“{name}”",
    "Limit must be a positive integer": "数量必须是正整数",
    "Action function not found": "没有这个接口",
    "Must be <field>:<value> pair(s)": "应为 <字段>:<值>",
    'Field "{field}" not recognised in resource_search.': "resource_search 不认识字段“{field}”。",
}


class Message:
    """A message by its English template; the parameters stand in it."""

    __slots__ = ("parameters", "template")

    def __init__(self, template: str, **parameters: "str | Message | None") -> None:
        self.template = template
        self.parameters = parameters

    def text(self, *, chinese: bool) -> str:
        """The message in words."""
        template = CHINESE.get(self.template, self.template) if chinese else self.template
        said = {name: value.text(chinese=chinese) if isinstance(value, Message) else value for name, value in self.parameters.items()}
        return template.format(**said) if said else template
