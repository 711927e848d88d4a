"""The bureau's datasets of 2017 enter in one batch under one paper: 存量承接."""

import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from catalog import attachment, resource
from portal import transactions
from portal.demo.walk import AGREED, Walk
from workflows import batches
from workflows.batches import Paper

TITLE = "2017年已开放数据目录承接清单"
NUMBER = "演示〔2026〕1号"
SIGNED_ON = date(2026, 10, 9)
# The demo's paper says of itself what it is; a real one is a scan.
PAPER = "演示材料：2017年11月上海市政府数据服务网上本局20个数据集的承接清单，供试用审批流程，不是正式公文。\n"


def take_over(walk: Walk, folder: Path, entries: Sequence[uuid.UUID]) -> None:
    """Begin, hand in and approve the batch: the catalogue administrator gathers it, the central reviewer checks it."""
    administrator, reviewer = walk.staff.holding("catalogue_admin"), walk.staff.holding("central_reviewer")
    leader = walk.staff.holding("bureau_leader")
    walk.clock.pass_time()
    with transactions.writing(walk.registry) as session:
        scan = attachment.keep(session, administrator, folder, "承接清单.txt", PAPER.encode())
        paper = Paper(TITLE, NUMBER, SIGNED_ON, leader.name, scan.digest, leader.person_id)
        subjects = [resource.get(session, entry) for entry in entries]
        batch, dropped = batches.begin_inheritance(session, administrator, subjects, paper)
        if dropped:
            raise dropped[0].error
    walk.clock.pass_time()
    with transactions.writing(walk.registry) as session:
        batches.act(session, batch.id, "approve", reviewer, AGREED)
