"""Papers that the tests print. All names are made up."""

from datetime import date, datetime

from chunfeng.engines.papers.paper import (
    RECEIVED_BY_HAND,
    CaseFile,
    Column,
    Entry,
    Facts,
    Filed,
    Heading,
    Paper,
    RegisterSheet,
    Service,
    Slip,
    Table,
    Verify,
)
from chunfeng.kernel.money import write_capitals, write_yuan

VERIFY = Verify("https://verify.example.cn/v/5D2A-88F1", "5D2A-88F1")
OWED_FEN = 8_635_000

ORDER = Paper(
    title="劳动保障监察\n限期改正指令书",
    number="示人社监令字〔2016〕第17号",
    issuer="示范市城东区人力资源和社会保障局",
    issued_on=date(2016, 11, 3),
    addressee="聚成装饰工程有限公司",
    body=(
        f"经查，你单位未足额支付工资，共计{write_yuan(OWED_FEN)}元（大写：{write_capitals(OWED_FEN)}）。",
        Heading("一、责令改正"),
        "自收到本指令书之日起5个工作日内足额支付工资。",
        Heading("（一）明细", 2),
        Table(
            (Column("序号", 0.5, right=True), Column("姓名"), Column("欠付（元）", right=True)),
            (("1", "马某", "43,175.00"), ("2", "张某", "43,175.00")),
            ("", "合计", "86,350.00"),
            "欠付工资明细表",
        ),
        Facts((("法定代表人", "马某"), ("住所", "城东区某路1号"))),
        "联系人：陈某。",
    ),
    attachments=("欠付工资明细表", "送达地址确认书"),
    signatures=("承办人", "批准人"),
    receipt=RECEIVED_BY_HAND,
    case_number="东监2016-0109",
    copies="一式三份：送达、存档、留存。",
    copies_to=("城东区住房和城乡建设局",),
    service=Service(cause="拖欠工资", place="项目部", method="直接送达", servers=("陈某", "王某")),
    verify=VERIFY,
    note="演示样张，不具法律效力。",
)

SLIP = Slip(
    title="投诉登记回执",
    number="东投2016-0452",
    issuer="示范市城东区劳动保障监察大队",
    received_on=date(2016, 11, 2),
    facts=(("反映事项", "拖欠工资"),),
    next_steps=("11月9日前答复是否受理。",),
    verify=VERIFY,
    note="查询电话：0538-000 0004",
)

CASE = CaseFile(
    title="聚成装饰工程有限公司拖欠工资案",
    number="东监2016-0109",
    issuer="示范市城东区劳动保障监察大队",
    cover=(("立案日期", "2016年11月2日"), ("承办人", "陈某、王某")),
    facts=(Facts((("欠薪人数", "11 人"),)), "考勤表与工资表相符。"),
    papers=(Filed("限期改正指令书", ORDER.number, date(2016, 11, 3), 3), Filed("工资支付凭证", note="复印件")),
    timeline=tuple(
        Entry(f"2016-11-{day:02d} 14:08", "李 · 监察科", f"第{day}步", "已核对。", "R-3.2.b", reversed=day == 4)
        for day in range(2, 30)
    ),
    signatures=("承办人", "归档人"),
    printed_at=datetime(2016, 12, 30, 9, 5),
    printed_by="陈某",
    verify=VERIFY,
    watermark="陈某 2016-12-30 09:05",
)

REGISTER = RegisterSheet(
    title="待办案件清单",
    issuer="示范市城东区劳动保障监察大队",
    filtered="城东区 · 调查中 · 逾期 · 共 90 件",
    table=Table(
        (Column("案号"), Column("当事人", 3), Column("金额（元）", right=True)),
        tuple((f"东监2016-{rank:04d}", "某某建筑劳务有限公司", "86,350.00") for rank in range(90)),
        ("合计", "90 件", "7,771,500.00"),
    ),
    printed_at=datetime(2016, 12, 30, 9, 5),
    printed_by="陈某",
    as_of_on=date(2016, 12, 29),
    watermark="陈某 2016-12-30 09:05",
)
