"""A made-up result of an audit, large enough to look at."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]

from chunfeng.engines.display.audit_data import (
    AuditResult,
    Copy,
    FileSeen,
    Need,
    NotJoined,
    Pack,
    Param,
    RuleInfo,
    SheetRead,
    Unread,
    Untestable,
)
from chunfeng.engines.display.unread import write_unread

PROVIDERS = ("启程职业培训学校", "巧手家政培训中心", "和润职业技能学校", "东岳机电技工学校")
COUNTIES = ("岱岳区", "泰山区", "新泰市", "肥城市")
OVERLAP, AGE, ACCOUNT, CLASS = (
    "training.overlapping_sessions",
    "training.pension_age",
    "training.shared_account",
    "training.same_punches",
)

RULES = (
    RuleInfo(
        OVERLAP,
        "同一人时间重叠参加两个班",
        "同一人在同一时段在两个班都有签到",
        "T-3.4.b",
        "对虚报冒领、套取骗取补贴资金的，依法依规严肃处理。",
        ("F-17",),
        "block",
        (Param("training.overlap_minutes", "重叠分钟数", 30, "minutes", date(2014, 6, 1), "泰政办发〔2014〕33号"),),
        "经批准的转班",
        "",
        "select a.enrolment as subject\nfrom enrolments as a -- <b>&\nwhere 1 < 2",
        untestable=(Untestable("需要两班的签到记录", 312),),
    ),
    RuleInfo(
        AGE,
        "已领取养老金者列入就业技能培训",
        "开班之日已在领取职工养老待遇的人列入名册",
        "T-3.4.b",
        "同上。",
        ("F-08", "F-09"),
        "block",
        (
            Param(
                "training.upper_age_men",
                "参训年龄上限（男，不含）",
                60,
                "years",
                date(1990, 1, 1),
                "广东省补贴性培训规定",
                "practice",
            ),
            *(
                Param("rights.wage", "月最低工资", fen, "fen", day, "山东省最低工资标准文件", "practice", areas)
                for day, fen, areas in (
                    (date(2015, 3, 1), 130000, "岱岳区"),
                    (date(2016, 6, 1), 155000, "泰山区、新泰市"),
                )
            ),
            Param("training.cap", "单笔金额上限", 120000, "fen", date(2015, 1, 1), "", "demo"),
        ),
    ),
    RuleInfo(ACCOUNT, "同一银行卡 3 人以上", "三人以上的补贴发到同一账户", "T-3.4.b", "", ("F-20",), "high"),
    RuleInfo(CLASS, "一个班签到时间完全一致", "全班在同一秒签到", "T-3.2.d", "", ("F-25",), "medium"),
    RuleInfo("training.clean", "证书早于结业", "证书日期在结业之前", "T-3.2.e", "", ("F-43",), "high"),
    RuleInfo(
        "training.dead",
        "已死亡人员列入名册",
        "",
        "T-3.4.b",
        patterns=("F-03",),
        severity="block",
        status="not_run",
        needs=(Need("registers.deceased", "死亡或火化登记", "市民政局"),),
    ),
    RuleInfo(
        "training.custody",
        "羁押期间参训",
        "",
        "T-3.4.b",
        patterns=("F-05",),
        severity="block",
        status="not_run",
        needs=(Need("registers.detained", "在押人员名单", "市司法局"),),
    ),
    RuleInfo(
        "training.over",
        "金额超过标准",
        "",
        "T-3.4.b",
        patterns=("A-01",),
        status="not_run",
        why="需要当地公布的补贴标准",
    ),
)


def findings(overlaps: int = 104) -> pa.Table:
    lines = []

    def add(
        rule: str,
        severity: str,
        row: int,
        person: str,
        said: str,
        *,
        kind: str = "claim",
        fen: int | None = 80000,
        **evidence: object,
    ) -> None:
        at = row % 4
        lines.append(
            {
                "rule": rule,
                "patterns": "F-17",
                "severity": severity,
                "subject_kind": kind,
                "person": person,
                "file": "2016/补贴申领汇总.xlsx",
                "sheet": "申领",
                "row": row,
                "other_file": "名册/肥城第22期.xlsx",
                "other_sheet": "Sheet1",
                "other_row": row % 40 + 3,
                "said": said,
                "evidence": json.dumps(evidence, ensure_ascii=False),
                "provider": PROVIDERS[at],
                "county": COUNTIES[at],
                "amount_fen": fen,
                "paid_fen": fen if fen and row % 3 else None,
                "fingerprint": f"{row:016x}",
            }
        )

    for n in range(overlaps):
        add(
            OVERLAP,
            "block",
            100 + n,
            f"赵*{'国霞强娟'[n % 4]} 370911********{2400 + n}",
            "10月18日上午在两个班都有签到，重叠 150 分钟",
            overlap_minutes=150,
            held_on="2016-10-18",
            other_class="肥城第22期",
            rows=[
                {"file": "2016/补贴申领汇总.xlsx", "sheet": "申领", "row": 100 + n},
                {"file": "名册/岱岳第37期.xlsx", "sheet": "名册", "row": n + 4},
            ],
        )
    for n in range(30):
        add(
            AGE,
            "block",
            180 + n,
            f"孙*霞 370923********{1000 + n}",
            "开班时已领取职工养老待遇",
            valid_from_on="2014-03-01",
            subkind="employee",
        )
    for n in range(12):
        add(
            ACCOUNT,
            "high",
            400 + n,
            "=cmd|' /C calc'!A0" if n == 0 else f"吴* 370921********{n:04d}",
            "<script>alert(1)</script> 与另外 3 人同一账户" if n == 0 else "与另外 3 人同一账户",
            shared=4,
        )
    add(CLASS, "medium", 9, "", "全班 32 人三次同一秒签到", kind="class", fen=None, times=3, persons=32)
    add(CLASS, "low", 12, "", "全班 28 人两次同一秒签到", kind="class", fen=None, times=2, persons=28)
    return pa.Table.from_pylist(lines)


def unread_lines() -> list[Unread]:
    return [
        Unread("file", "扫描件0416.pdf", wrong="扫描图片，没有文字", mend="提供名册的表格文件"),
        Unread("file", "密.xlsx", wrong="文件加密", mend="提供解密后的文件"),
        Unread("sheet", "2016/补贴申领汇总.xlsx", "说明", wrong="没有认出表头", mend=""),
        Unread(
            "row",
            "名册/岱岳第37期.xlsx",
            "名册",
            17,
            "身份证号",
            "3.70902E+17",
            "号码被表格软件改成小数，末几位已丢失",
            "把这一列设为文本，重新填写号码",
            "number",
        ),
        Unread(
            "row",
            "名册/岱岳第37期.xlsx",
            "名册",
            19,
            "身份证号",
            "370902199001011234",
            "校验位不对",
            "核对证件",
            "number",
        ),
        Unread("cell", "名册/岱岳第37期.xlsx", "名册", 23, "备注", "电话13805381234", "=不是日期", "填写日期"),
        Unread("cell", "名册/岱岳第37期.xlsx", "名册", 25, "备注", "@x", "=不是日期", "填写日期"),
    ]


def sample(folder: Path, table: pa.Table | None = None) -> AuditResult:
    return AuditResult(
        date(2016, 12, 31),
        Pack("taian_2014_33", "《泰安市农民工三年行动计划》", "泰政办发〔2014〕33号"),
        RULES,
        findings() if table is None else table,
        (
            SheetRead("2016/补贴申领汇总.xlsx", "申领", ("claims",), 31_425, 2, 3, 31_420, 31_420, 0),
            SheetRead("名册/岱岳第37期.xlsx", "名册", ("enrolments", "classes"), 60, 2, 4, 54, 52, 2),
            SheetRead("养老待遇领取.csv", "", ("registers.pension",), 118_205, 1, 0, 118_204, 118_204, 0),
        ),
        (
            FileSeen("2016/补贴申领汇总.xlsx", "c0d85f3a77"),
            FileSeen("名册/岱岳第37期.xlsx", "a91c03e7"),
            FileSeen("养老待遇领取.csv", "98b1d6fe"),
            FileSeen("扫描件0416.pdf", "11", read=False),
            FileSeen("密.xlsx", "22", read=False),
            FileSeen("副本 名册.xlsx", "a91c03e7", read=False),
        ),
        write_unread(folder / "unread.csv", unread_lines()),
        (Copy("副本 名册.xlsx", "名册/岱岳第37期.xlsx"),),
        3,
        (
            NotJoined("名册/考勤.xlsx", "10月", 8, "王*", "本班有两人同名"),
            NotJoined("名册/考勤.xlsx", "10月", 9, "李*梅", "本班没有这个人"),
        ),
        4,
        dict(zip(PROVIDERS, (2140, 1688, 2932, 4105), strict=True)),
        dict(zip(COUNTIES, (9000, 8000, 7000, 6000), strict=True)),
        digest="3f7a20d4c1",
    )
