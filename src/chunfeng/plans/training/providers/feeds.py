"""Lists about providers: who may teach, where and by whom."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.orgs.feeds import AREA
from chunfeng.base.people.feeds import (
    ADDRESS_COLUMN,
    BORN_ON,
    NUMBER,
    PHONE,
    SEX,
    column,
    words,
)
from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.plans.training.catalogue.feeds import LEVEL, LEVEL_TITLES, TRADE, TRADE_TITLES, TRADES

PROVIDER_TITLES = (
    "培训机构 培训机构名称 培训单位 培训单位名称 承办机构 承办单位 学校名称 培训学校 培训学校名称 "
    "机构名称 定点机构 定点培训机构 定点机构名称 承训机构 承训单位 承训机构名称 办学机构 学校 实施机构 申报机构 "
    "申请机构 申报单位（培训机构） 申领机构 开班单位 培训中心 所属培训机构 所属机构 所属学校 所属培训学校 所在机构 任教机构 任职机构 聘用机构"
)
PROVIDER = column("provider", "org", PROVIDER_TITLES)
ROOM = column(
    "room",
    "org",
    "教室 培训地点 上课地点 授课地点 教室名称 培训场地 教学地点 场地 教室编号 授课教室 "
    "上课教室 培训场所 办班地点 地点 教室号 场地名称 实训场地",
)

PROVIDERS = Feed(
    "providers",
    "培训机构名单",
    "T-3.2.a",
    (
        PROVIDER,
        AREA,
        column(
            "account",
            "account",
            "银行账号 银行帐号 账号 帐号 对公账号 收款账号 基本户账号 开户账号 备案账号 机构账号 对公账户 银行账户",
            personal="account",
        ),
        column(
            "controller",
            "name",
            "法定代表人 法人代表 法人 负责人 举办者 实际控制人 校长 机构负责人 控制人 "
            "法定代表人姓名 法人姓名 单位负责人",
            personal="name",
        ),
        column(
            "phone",
            "phone",
            "联系电话 电话 联系方式 机构电话 手机号码 办公电话 咨询电话 手机 联系人电话 固定电话",
            personal="phone",
        ),
        column(
            "address",
            "address",
            "地址 机构地址 办学地址 培训地址 学校地址 详细地址 办学地点 注册地址 单位地址 通讯地址 住所",
            personal="address",
        ),
        column(
            "licence_from_on",
            "from_date",
            "许可证有效期起 办学许可证起始日期 许可证起始日期 发证日期 许可起始日期 "
            "许可证发证日期 有效期起 许可证生效日期 办学许可证发证日期 办学许可证有效期起 有效期自",
        ),
        column(
            "licence_to_on",
            "to_date",
            "许可证有效期至 办学许可证有效期至 许可证到期日期 许可证截止日期 有效期至 "
            "许可到期日期 有效期止 办学许可证到期日期 许可证有效期止 办学许可证有效期止",
        ),
        column(
            "licence_from_on+licence_to_on",
            "span",
            "许可证有效期 办学许可证有效期 有效期 有效期限 许可证有效期限 许可有效期",
        ),
        column(
            "licence_scope",
            "text",
            "办学范围 培训范围 许可范围 办学内容 培训专业范围 培训项目范围 认定工种 "
            "认定培训工种 许可工种 培训工种 办学许可范围 办学层次及范围 批准培训工种 认定专业 核准工种 定点工种 "
            "培训职业（工种）范围",
        ),
        column("licence_number", "code", "办学许可证号 许可证号 许可证编号 办学许可证编号 办学许可证"),
        column(
            "admitted_on",
            "date",
            "认定日期 认定时间 定点日期 准入日期 入选日期 批准日期 定点时间 定点认定日期 "
            "准入时间 认定年月日 列入定点日期 协议签订日期",
        ),
        column("code", "code", "统一社会信用代码 组织机构代码 社会信用代码 信用代码"),
    ),
    (
        ("provider", "licence_to_on"),
        ("provider", "licence_scope"),
        ("provider", "admitted_on"),
        ("provider", "controller"),
        ("provider", "licence_number"),
        ("provider", "licence_from_on+licence_to_on"),
        ("provider", "account", "phone"),
        ("provider", "address", "phone"),
        ("provider", "code"),
    ),
    words(
        "培训机构名单 培训机构一览 定点机构 机构名录 定点培训机构 机构名单 培训机构名录 培训机构基本 机构信息 "
        "培训机构信息 机构备案 培训机构备案 认定名单"
    ),
    words("花名册 学员 考勤 成绩 申领 开班 教师 师资 教室 课程表 名册"),
)

ROOMS = Feed(
    "rooms",
    "教室表",
    "T-3.2.a",
    (
        ROOM,
        PROVIDER,
        column(
            "capacity",
            "int",
            "容纳人数 可容纳人数 座位数 工位数 容量 最大容纳人数 额定人数 "
            "核定人数 座位 核定容量 教室容量 可容纳学员数 容量（人） 额定容量 核定座位 最大人数",
        ),
        column("area_sqm", "text", "面积 建筑面积 使用面积 教室面积"),
        column("address", "address", "教室地址 地址 所在地址 位置", personal="address"),
    ),
    (("room", "capacity"), ("room", "area_sqm")),
    words("教室 场地 场所 培训场地 实训室"),
    words("花名册 学员 考勤 课程表 开班 课表"),
)

TEACHERS = Feed(
    "teachers",
    "教师名单",
    "T-3.2.a",
    (
        column(
            "teacher",
            "person_name",
            "教师姓名 姓名 任课教师 授课教师 讲师姓名 教师 讲师 老师姓名 授课教师姓名 任课教师姓名 师资姓名",
            True,
            "name",
        ),
        Column("number", "number", NUMBER.titles, personal="number"),
        PHONE,
        SEX,
        BORN_ON,
        ADDRESS_COLUMN,
        PROVIDER,
        column(
            "trade",
            "trade",
            "任教工种 任教专业 授课工种 授课专业 授课职业 教授工种 任教职业 可授课工种 任课专业 "
            "任课工种 授课工种（专业） 教授专业 " + TRADE_TITLES,
        ),
        column("level", "level", "任教等级 授课等级 可授课等级 " + LEVEL_TITLES),
        column(
            "certificate_from_on",
            "from_date",
            "教师资格证发证日期 资格证发证日期 证书发证日期 发证日期 取证日期 "
            "取证时间 证书有效期起 资格证有效期起 证书起始日期 聘任日期 证书取得日期 有效期起 上岗证发证日期",
        ),
        column(
            "certificate_to_on",
            "to_date",
            "教师资格证有效期至 资格证有效期至 证书有效期至 证书到期日期 有效期至 "
            "资格有效期至 到期日期 证书有效期止 有效期止 资格证到期日期 上岗证有效期至 到期时间",
        ),
        column(
            "certificate_from_on+certificate_to_on", "span", "证书有效期 资格证有效期 有效期 有效期限 教师资格证有效期"
        ),
        column(
            "certificate_number",
            "code",
            "教师资格证号 教师资格证编号 资格证书编号 证书编号 资格证编号 教师证号 "
            "上岗证号 职业资格证书编号 资格证号 教师资格证书编号",
        ),
        column(
            "substitute",
            "yesno",
            "是否能工巧匠 能工巧匠 是否特聘 特聘教师 是否替代师资 能工巧匠名录 技能人才替代 "
            "是否列入能工巧匠名录 是否技能大师",
        ),
        column("engagement", "text", "聘用形式 聘用类型 专兼职 专职兼职 聘任形式 教师类型 专/兼职"),
    ),
    (
        ("teacher", "certificate_to_on"),
        ("teacher", "certificate_from_on"),
        ("teacher", "substitute"),
        ("teacher", "certificate_number"),
        ("teacher", "engagement"),
        ("teacher", "trade"),
        ("teacher", "certificate_from_on+certificate_to_on"),
    ),
    words("教师 师资 讲师 授课人员 任课教师"),
    words("花名册(学员) 学员 考勤 课程表 成绩 证书发放 补贴 开班 工资 课表 授课安排"),
)


def _of(feed: Feed, name: str, required: bool = True) -> Column:
    found = next(column for column in feed.columns if column.name == name)
    return replace(found, required=required)


def _handed_in(feed: Feed, title: str, columns: tuple[Column, ...]) -> Feed:
    """The list of an applicant: recognised by all its required columns, mended by its sender."""
    signs = (tuple(column.name for column in columns if column.required),)
    return Feed(feed.kind, title, feed.clause, columns, signs, feed.marks, strict=True)


APPLIED_ROOMS = _handed_in(
    ROOMS,
    "教室清单",
    (
        column("premises", "text", "所在场地 校区 教学点", True),
        replace(ROOM, parse="text", titles=("教室名称", *ROOM.titles), required=True),
        column("use", "text", "用途 教室用途 教室类型", True),
        _of(ROOMS, "capacity"),
        column("square_metres", "int", "面积平方米 面积 使用面积 建筑面积 教室面积", True),
    ),
)
APPLIED_TEACHERS = _handed_in(
    TEACHERS,
    "教师清单",
    (
        _of(TEACHERS, "teacher"),
        _of(TEACHERS, "trade"),
        _of(TEACHERS, "level"),
        replace(_of(TEACHERS, "certificate_number"), titles=("证书编号", *_of(TEACHERS, "certificate_number").titles)),
        _of(TEACHERS, "certificate_from_on"),
        _of(TEACHERS, "certificate_to_on", required=False),
        replace(_of(TEACHERS, "engagement"), titles=("聘用形式", *_of(TEACHERS, "engagement").titles)),
    ),
)
APPLIED_TRADES = _handed_in(
    TRADES,
    "申报工种清单",
    (
        replace(TRADE, required=True),
        replace(LEVEL, required=True),
        column("equipment", "text", "实训设备 设备 主要设备 设施设备", True),
    ),
)
