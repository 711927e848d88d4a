"""A publication log of any length, made up on the spot: titles of a bureau, with proper names of very unequal frequency.

What makes searching a real catalogue quick or slow is how often its words occur: a few in every other entry (公园, 信息),
most in a handful (names of streets, firms, reserves). Tags, units and domains are as unequal.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from catalog.publication_log import Record
from tests.shelf import log


def _words(text: str) -> list[str]:
    return text.split()


PLACES = _words("黄浦 徐汇 长宁 静安 普陀 虹口 杨浦 闵行 宝山 嘉定 浦东新区 金山 松江 青浦 奉贤 崇明 外滩 陆家嘴 世博园区 虹桥枢纽")
THINGS = _words(
    "公园 绿地 古树名木 行道树 湿地 林地 公益林 野生动物 野生植物 森林公园 街心花园 立体绿化 屋顶绿化 绿道 苗圃 花卉 病虫害 林木种苗 "
    "生活垃圾 建筑垃圾 餐厨废弃油脂 道路保洁 公共厕所 环卫车辆 转运站 填埋场 焚烧厂 可回收物 户外广告 店招店牌 景观灯光 城市雕塑 "
    "流浪动物 渣土车 船舶垃圾 水域保洁 装修垃圾 大件垃圾 有害垃圾 养护单位 绿化企业 行政许可 行政处罚 信用评价 双随机抽查 从业人员 "
    "执法案件 投诉举报 12345热线 GPS轨迹 视频监控 传感器 PM2.5监测 水质监测 客流统计 门票预约 志愿者 认建认养 招标投标 项目资金"
)
KINDS = _words(
    "名录 基本信息 统计数据 分布图 月报 年报 台账 评定结果 检查记录 公示信息 位置信息 养护记录 普查成果 监测数据 许可信息 计划 标准 清单 数量 面积"
)
QUALITIES = _words("全市 市级 区级 重点 新建 在建 历史 年度 季度 实时 第三次 十四五 2015年 2023年 2024年 2025年")
BEARERS = _words("路 镇 街道 公司 小区 社区 学校 医院 大厦 苑 港 桥 湖 寺 村")
SYLLABLES = (
    "安宝北滨波彩昌长朝晨成春翠大丹德登东方丰凤福富港高光广桂国海汉浩和河恒红洪鸿华辉汇嘉江金锦景静九久巨凯康兰乐黎力利丽联良林灵龙隆鲁罗"
    "梅美民明南宁欧鹏平浦祺启千秦青庆泉仁荣瑞三山上尚申深盛石顺松苏泰唐天铁通同万旺威文五武西夏仙祥晓新信兴星秀旭学雅岩阳义艺益银英永友裕元"
    "园源月云泽正志中舟珠竹紫"
)
FREQUENCIES = ("REALTIME", "DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "YEARLY", "IRREGULAR")
FORMATS = ("csv", "xlsx", "json", "xml", "shp", "pdf")
PARTS = ("名称", "编号", "地址", "面积", "数量", "日期", "状态", "单位")
UNITS, TAGS, NAMES = 40, 5000, 30_000


class Catalogue:
    """The log of a catalogue with so many entries; the same one every time."""

    def __init__(self, entries: int) -> None:
        self.entries = entries

    def read(self, after: int, limit: int) -> Sequence[Record]:
        last = min(UNITS + self.entries, after + limit)
        return [_record(number) for number in range(after + 1, last + 1)]


def entry(number: int) -> dict[str, Any]:
    """The content of one entry."""
    chance = random.Random(number)  # noqa: S311 - no secret
    words = title_words(number)
    title = "".join(words)
    return log.entry(
        number,
        title,
        abstract=f"{title}，" + "".join(_sentence(chance) for _ in range(chance.randint(1, 4))),
        keywords=sorted({tag(_rare(chance, TAGS)) for _ in range(chance.randint(1, 5))}),
        provider=f"unit-{_rare(chance, UNITS) + 1}",
        themes=[str(_rare(chance, 12) + 1)],
        update_frequency=chance.choice(FREQUENCIES),
        resource_formats=chance.sample(FORMATS, chance.randint(1, 3)),
        licence=chance.choice(("cc-by", "sh-platform-terms")),
        item_names=[f"{chance.choice(THINGS)}{each}" for each in chance.sample(PARTS, 5)],
    )


def title_words(number: int) -> list[str]:
    """The words of an entry's title, such as somebody would search for."""
    chance = random.Random(-number)  # noqa: S311 - no secret
    words = [chance.choice(QUALITIES), chance.choice(PLACES), _name(chance), chance.choice(THINGS), chance.choice(KINDS)]
    kept = sorted(chance.sample(range(4), chance.randint(1, 3)))
    return [*(words[place] for place in kept), words[-1]]


def tag(number: int) -> str:
    return f"{THINGS[number % len(THINGS)]}{KINDS[number // len(THINGS) % len(KINDS)]}{number // len(THINGS) // len(KINDS) or ''}"


def _record(number: int) -> Record:
    is_unit = number <= UNITS
    content = log.unit(f"unit-{number}", f"上海市第{number}管理事务中心") if is_unit else entry(number - UNITS)
    at = log.START + timedelta(seconds=number)
    return Record(number, at, "open", "publish", "department" if is_unit else "entry", content["id"], content, f"{number:064x}")


def _name(chance: random.Random) -> str:
    """A proper name: the first ones are everywhere, the last ones nearly nowhere."""
    number = _rare(chance, NAMES)
    letters = random.Random(NAMES + number)  # noqa: S311 - no secret
    return "".join(letters.sample(SYLLABLES, letters.choice((2, 2, 3)))) + BEARERS[number % len(BEARERS)]


def _rare(chance: random.Random, many: int) -> int:
    """A number below `many`, small ones far more often."""
    return int(many ** chance.random()) - 1


def _sentence(chance: random.Random) -> str:
    return f"包括{chance.choice(PLACES)}{_name(chance)}{chance.choice(THINGS)}的{chance.choice(KINDS)}、{_name(chance)}{chance.choice(KINDS)}及更新时间。"
