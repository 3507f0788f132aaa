"""Employers' columns that lists of every kind have, and the list of employers."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.people.feeds import column, words
from chunfeng.base.policy.declarations import Feed

EMPLOYER_TITLES = (
    "用人单位 用人单位名称 单位名称 工作单位 工作单位名称 企业名称 公司名称 所在单位 所属单位 单位 "
    "企业 公司 就业单位 就业单位名称 所在企业 所属公司 劳务公司 劳务公司名称 用工企业 施工单位 施工企业 劳务企业 "
    "参建单位"
)
EMPLOYER = column("employer", "org", EMPLOYER_TITLES)
#: On site sheets 用工单位 is the employer; on contracts of dispatched workers it is the unit they are sent to.
SITE_EMPLOYER = column("employer", "org", f"{EMPLOYER_TITLES} 用工单位")
AREA = column(
    "area",
    "area",
    "县市区 县区 区县 所属区县 所属县区 所在县区 所属县市区 所在县市区 地区 区域 所在地 "
    "所属地区 所属区域 行政区划 县 市县",
)

EMPLOYERS = Feed(
    "employers",
    "用人单位名单",
    "R-3.2.d",
    (
        EMPLOYER,
        AREA,
        column("industry", "text", "行业 所属行业 行业类别 行业分类 国民经济行业 主营行业 行业名称"),
        column(
            "code",
            "code",
            "统一社会信用代码 社会信用代码 信用代码 组织机构代码 营业执照号 营业执照注册号 "
            "工商注册号 单位编号 注册号 纳税人识别号",
        ),
        column("controller", "name", "法定代表人 法人代表 法人 负责人 单位负责人 企业负责人", personal="name"),
        column("phone", "phone", "联系电话 电话 单位电话 联系方式 手机", personal="phone"),
        column("address", "address", "单位地址 地址 注册地址 经营地址 住所 企业地址 通讯地址", personal="address"),
        column("account", "account", "单位账号 基本户账号 对公账号", personal="account"),
        column("listed_on", "date", "成立日期 登记日期 建档日期 注册日期"),
    ),
    (
        ("employer", "industry"),
        ("employer", "code"),
        ("employer", "controller", "phone"),
        ("employer", "controller", "address"),
        ("employer", "area", "phone"),
    ),
    words(
        "用人单位名单 用人单位名录 企业名单 企业名录 单位名录 用人单位一览 企业台账 企业信息 用人单位信息 "
        "单位信息表 用人单位基本"
    ),
    words("花名册 工资 考勤 参保 合同 股东 培训机构"),
)

#: What an office hands in about the employers of its place: named by their code, mended by whoever keeps the list.
REGISTERED = Feed(
    "employers",
    "用人单位名单",
    "R-3.2.d",
    (
        replace(EMPLOYER, titles=("单位名称", *EMPLOYER.titles), required=True),
        replace(next(c for c in EMPLOYERS.columns if c.name == "code"), required=True),
        *(c for c in EMPLOYERS.columns if c.name in ("controller", "phone", "address")),
    ),
    (("employer", "code"),),
    EMPLOYERS.marks,
    strict=True,
)

FEEDS = (EMPLOYERS,)
