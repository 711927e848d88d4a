"""What the hand-over refuses, each in one line that says what is wrong and what to do."""

from collections.abc import Mapping

from catalog.errors import CatalogError

TEXTS: Mapping[str, tuple[str, str]] = {
    "not_a_bundle": ("{file} 不是交接包。", "{file} is not a hand-over bundle."),
    "newer_version": (
        "交接包格式（{found}）本程序不认识，请升级程序。",
        "The bundle has a format ({found}) that this program does not know; upgrade it.",
    ),
    "signature": (
        "交接包签名无效：不是由已信任的密钥签发，或已被改动。",
        "The signature does not hold: no trusted key made it, or it was altered.",
    ),
    "manifest": ("交接包清单不合规范：{problem}", "The manifest is not well formed: {problem}"),
    "cut_short": ("交接包不完整：在第 {at} 字节处中断，请重新拷贝。", "The bundle is cut short at byte {at}; copy it again."),
    "surplus": ("交接包在应结束处之后还有内容。", "The bundle goes on after its end."),
    "altered": (
        "交接包中的 {name} 与清单不符，已被改动或损坏。",
        "{name} in the bundle is not what the manifest says; it was altered or damaged.",
    ),
    "missing": ("交接包缺少清单所列的 {name}。", "The bundle lacks {name}, which its manifest lists."),
    "unlisted": ("交接包中有清单未列的 {name}。", "The bundle holds {name}, which its manifest does not list there."),
    "not_a_file": (
        "交接包中的 {name} 不是普通文件（链接、设备或目录）。",
        "{name} in the bundle is not a plain file but a link, a device or a folder.",
    ),
    "odd_name": ("交接包清单中有不允许的文件名：{name}", "The manifest names a file that no bundle may hold: {name}"),
    "listed_twice": ("交接包清单重复列出 {name}。", "The manifest lists {name} twice."),
    "no_records": ("交接包清单未列出记录文件。", "The manifest lists no file of records."),
    "too_many_files": ("交接包有 {count} 个文件，超过上限 {limit}。", "The bundle holds {count} files; at most {limit} are taken."),
    "too_large": (
        "{name} 有 {size} 字节，超过上限 {limit} 字节；导出时可用 --limit 分成几包。",
        "{name} has {size} bytes; at most {limit} are taken. Export in parts with --limit.",
    ),
    "wrong_kind": ("这是“{found}”交接包，此处需要“{wanted}”交接包。", "This is a bundle of {found}; here one of {wanted} is wanted."),
    "wrong_audience": (
        "这是面向“{found}”的交接包，此处只接收面向“{wanted}”的。",
        "This bundle is for the audience “{found}”; here only “{wanted}” is taken in.",
    ),
    "foreign_instance": (
        "交接包来自另一个登记库（{found}），此前导入的来自 {known}。",
        "The bundle comes from another registry ({found}); what was imported before came from {known}.",
    ),
    "replay": ("第 {sequence} 包已经导入过。", "Bundle {sequence} was imported already."),
    "rollback": (
        "第 {sequence} 包早于已导入的第 {known} 包，不能倒回。",
        "Bundle {sequence} is older than bundle {known}, which was imported; there is no way back.",
    ),
    "gap": ("缺少第 {first} 至第 {last} 包，请按顺序导入。", "Bundles {first} to {last} are missing; import them first, in their order."),
    "gap_at_start": (
        "第 {sequence} 包接续更早的包，而此处尚未导入任何包；请从头导入，或在内网用 --from-start 重新导出。",
        "Bundle {sequence} follows earlier ones and nothing was imported here; begin with the first, or export with --from-start inside.",
    ),
    "fork": (
        "第 {sequence} 包不接续此处最后导入的包（内网曾重新导出或恢复过备份）；请在内网用 --from-start 重新导出。",
        "Bundle {sequence} does not follow the one imported last here (the inside made it anew or was restored); export with --from-start.",
    ),
    "behind": (
        "第 {sequence} 包从头开始，但不包含此处已有的第 {number} 条记录，不能倒回。",
        "Bundle {sequence} begins anew but lacks record {number}, which was imported here; there is no way back.",
    ),
    "record_form": ("第 {place} 行不是规范的记录。", "Line {place} of the records is not a well-formed record."),
    "record_order": ("第 {number} 条记录的序号没有递增或与清单不符。", "Record {number} is out of order or not where the manifest has it."),
    "record_audience": ("第 {number} 条记录面向“{found}”。", "Record {number} is for the audience “{found}”."),
    "record_content": ("第 {number} 条记录的内容与摘要不符。", "The content of record {number} is not what its digest says."),
    "busy": ("另一个进程刚刚导入或导出过，请重试。", "Another process has just imported or exported; try again."),
    "bundle_exists": ("{path} 已经存在，不会覆盖。", "{path} exists already and is not overwritten."),
    "nothing_exported": ("还没有导出过，无法重做上一包。", "Nothing was exported yet, so the last bundle cannot be made again."),
    "not_the_same": (
        "上一包的内容此后有撤回或清除，无法重做同样的包；请用 --from-start 重新导出。",
        "Something of the last bundle was withdrawn or destroyed since, so it cannot be made again; export with --from-start.",
    ),
    "again_or_anew": ("--again 与 --from-start 不能同时使用。", "--again and --from-start exclude one another."),
    "key_exists": (
        "{path} 已有密钥，不会覆盖；如要换钥，请先移走旧密钥。",
        "There is a key at {path} already; move it away first if you want another.",
    ),
    "private_key_missing": ("找不到签名私钥 {path}，请先运行 {command}。", "The private key {path} is missing; run “{command}” first."),
    "public_key_missing": (
        "找不到对方公钥 {path}，请从对方网络带入。",
        "The public key {path} of the other side is missing; carry it here.",
    ),
    "key_exposed": (
        "私钥 {path} 可被他人读取，请改为仅属主可读（chmod 600）。",
        "Others may read the private key {path}; make it its owner's only (chmod 600).",
    ),
    "key_unreadable": ("{path} 不是 Ed25519 密钥。", "{path} does not hold an Ed25519 key."),
    "receipt_form": ("{file} 不是规范的回执，或已被改动。", "{file} is not a well-formed receipt, or it was altered."),
    "receipt_unsigned": (
        "回执没有签名，而此处已配置外网公钥。",
        "The receipt is not signed, though the outside's public key is configured here.",
    ),
    "receipt_signature": ("回执签名无效。", "The signature of the receipt does not hold."),
    "receipt_unknown": (
        "回执所述的第 {sequence} 包不是本登记库导出的。",
        "The receipt speaks of a bundle {sequence} that this registry never exported.",
    ),
    "nothing_imported": ("此处尚未导入任何面向“{audience}”的交接包。", "No bundle for the audience “{audience}” was imported here yet."),
    "message_kind": ("来件类别代码不合规范。", "The kind of a message is a short word of small letters, digits and underscores."),
    "message_too_large": ("来件有 {size} 字节，超过上限 {limit} 字节。", "The message has {size} bytes; at most {limit} are taken."),
    "intake_missing": ("{path} 处没有来件库。", "There is no intake at {path}."),
    "message_differs": (
        "第 {number} 件与此前收取的同号来件不同，来件库已被改动。",
        "Message {number} differs from the one collected under this number before; the intake was altered.",
    ),
}


class HandoverError(CatalogError):
    """A refusal of the hand-over; nothing has changed when it is raised."""

    def text(self, locale: str = "zh") -> str:
        """One line, like every refusal of the registry."""
        chinese, english = TEXTS[self.code]
        return (english if locale == "en" else chinese).format(**self.parameters)
