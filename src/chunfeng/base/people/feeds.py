"""Columns about persons that lists of every kind have, and the outside registers about persons."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.policy.declarations import Column, Feed, Personal


def words(titles: str) -> tuple[str, ...]:
    return tuple(titles.split())


def column(name: str, parse: str, titles: str, required: bool = False, personal: Personal | None = None) -> Column:
    """A column whose titles are given as one line of words."""
    return Column(name, parse, words(titles), required, personal)


NAME_TITLES = (
    "姓名 学员姓名 培训人员姓名 参训人员姓名 人员姓名 职工姓名 员工姓名 工人姓名 领取人 领取人姓名 "
    "申请人 申请人姓名 申领人 申领人姓名 享受人姓名 受益人姓名 补贴对象姓名 参保人姓名 被保险人 被保险人姓名 "
    "考生姓名 持证人 持证人姓名 劳动者姓名 务工人员姓名 农民工姓名 学生姓名 学员签名 学员名字 名字 人名 患者姓名 "
    "死者姓名 死亡人员姓名 亡者姓名 姓名[冗余]"
)
NUMBER_TITLES = (
    "身份证号 身份证号码 公民身份号码 公民身份证号码 居民身份证号 居民身份证号码 身份证 身份号码 "
    "证件号码 证件号 身份证件号码 有效身份证件号码 身份证编号 社会保障号码 社会保障号 社保号 社会保障卡号 "
    "公民身份证号 学员身份证号 学员身份证号码 申请人身份证号 领取人身份证号 参保人身份证号 个人身份证号 个人证件号 "
    "居民身份号码 IDCard ID"
)
PHONE_TITLES = (
    "联系电话 联系方式 手机号码 手机号 手机 电话 电话号码 本人电话 本人手机 移动电话 联系手机 "
    "联系人电话 联络电话 学员电话 本人联系电话"
)
ADDRESS_TITLES = (
    "家庭住址 家庭地址 住址 地址 现住址 居住地址 现居住地 现居住地址 联系地址 通讯地址 家庭详细住址 "
    "户籍地址 户籍详细地址 户籍住址 现住详细地址 户口所在地详情 户籍详细住址 详细地址"
)
ACCOUNT_TITLES = (
    "银行账号 银行卡号 卡号 账号 帐号 银行帐号 收款账号 收款帐号 收款人账号 收款账户 银行账户 "
    "社保卡号 社保卡银行账号 社会保障卡银行账号 开户账号 个人账号 工资卡号 存折账号 一卡通账号 惠农一卡通账号 "
    "打款账号 领款账号 银行卡账号 收款卡号 账户 帐户 银行卡号码 工资账号"
)

NAME = column("name", "name", NAME_TITLES, True, "name")
NUMBER = column("number", "number", NUMBER_TITLES, True, "number")
PHONE = column("phone", "phone", PHONE_TITLES, personal="phone")
ADDRESS_COLUMN = column("address", "address", ADDRESS_TITLES, personal="address")
ACCOUNT = column("account", "account", ACCOUNT_TITLES, personal="account")
ACCOUNT_NAME = column(
    "account_name",
    "name",
    "开户名 户名 账户名 账户名称 开户人 开户姓名 收款人 收款人姓名 "
    "收款户名 账户姓名 持卡人 收款单位 收款人名称 账号户名 开户人姓名 收款账户名 收款账户名称 卡主姓名",
    personal="name",
)
BORN_ON = column("stated_born_on", "from_date", "出生日期 出生年月 出生年月日 生日 出生时间")
SEX = column("stated_sex", "sex", "性别")
PERSON = (NAME, NUMBER, PHONE, ADDRESS_COLUMN, BORN_ON, SEX)

_AS_OF = column(
    "as_of_on",
    "to_date",
    "数据截止日期 数据截至日期 截至日期 统计截止日期 统计日期 统计截止时间 "
    "数据提取时间 数据提取日期 数据日期 数据截止时间 截止时间 导出日期 截至时间",
)
#: What any outside list calls the first and the last day of an entry; a last day not understood would never end.
_FROM_ANY = "起始日期 开始日期 起始时间 开始时间 起始年月 开始年月 起始月份 开始月份"
_TO_ANY = "终止日期 结束日期 截止日期 终止时间 结束时间 终止年月 结束年月 截止年月 终止月份 结束月份 截止月份"
_NOTE = column("note", "register_note", "备注 备注说明 情况说明 说明")
_ISSUED = "发证日期 办证日期 发证时间 办证时间 批准日期 评定日期 核发日期 领证日期 签发日期 换证日期"


def _register(
    title: str, clause: str, titles: dict[str, str], signs: tuple[tuple[str, ...], ...], marks: str, against: str = ""
) -> Feed:
    """titles: what this register calls the columns that all registers share."""
    number = NUMBER
    if title == "残疾人名单":
        # The certificate's number begins with the person's own.
        number = replace(NUMBER, titles=(*NUMBER.titles, "残疾人证号", "残疾证号", "残疾人证号码", "残疾人证编号"))
    columns = [NAME, number, PHONE, ADDRESS_COLUMN, BORN_ON, SEX, _AS_OF, _NOTE]
    titles = dict(titles)
    for name, anyhow in (("valid_from_on", _FROM_ANY), ("valid_to_on", _TO_ANY)):
        if name in titles and "valid_to_on" in titles:
            titles[name] += "".join(f" {word}" for word in anyhow.split() if word not in titles[name].split())
    # Where the days between convict, a date that gives its month only must not make the span longer than it was.
    bounds = {"建档立卡贫困人口名单": ("from_year", "to_year")} | dict.fromkeys(
        ("死亡人员名单", "羁押服刑人员名单", "出入境记录", "住院记录"), ("to_date", "from_date")
    )
    first, last = bounds.get(title, ("from_date", "to_date"))
    for name, parse in (("valid_from_on", first), ("valid_to_on", last), ("valid_from_on+valid_to_on",
        "span"),
                        ("paid_month", "month"), ("subkind", "subkind_word"), ("status", "cancelled"),
                        ("first_issued_on", "from_date"), ("graduates_year", "year"), ("school", "org"),
                        ("organisation", "org"), ("share", "share_floor"), ("amount_fen", "money"), ("grade", "text"),
                        ("area", "area")):  # fmt: skip
        if name in titles:
            columns.append(column(name, parse, titles[name]))
    both = tuple((who, *sign) for sign in signs for who in ("name", "number"))
    return Feed("registers", title, clause, tuple(columns), both, tuple(marks.split()), tuple(against.split()))


FEEDS = (
    _register(
        "死亡人员名单",
        "T-3.4.b",
        {
            "valid_from_on": "死亡日期 死亡时间 死亡年月日 去世日期 去世时间 火化日期 火化时间 注销户口日期 "
            "户口注销日期 户口注销时间 死亡注销日期 死亡注销时间 宣告死亡日期 死亡年月 死亡登记日期 殡葬日期",
            "status": "状态 备注状态 记录状态 登记状态 是否有效",
            "organisation": "殡仪馆 火化单位 殡仪馆名称 出具单位 登记机关 填报单位",
        },
        (("valid_from_on",), ("number",)),
        "死亡 火化 殡葬 殡仪 去世 注销户口 户口注销 亡故",
    ),
    _register(
        "养老待遇领取名单",
        "T-3.4.b",
        {
            "valid_from_on": "待遇开始时间 待遇开始日期 待遇开始年月 待遇享受开始时间 待遇享受开始年月 待遇享受起始年月 "
            "待遇享受开始日期 享受待遇开始时间 享受待遇起始年月 首次发放年月 首次发放日期 首次领取年月 首次领取时间 "
            "开始领取时间 开始领取年月 领取待遇时间 领取起始年月 领取开始时间 起领时间 退休时间 退休日期 退休年月 "
            "离退休日期 离退休时间 待遇起始时间 待遇起始年月 待遇领取起始年月 待遇核定时间 待遇起始日期 首发年月",
            "valid_to_on": "待遇终止时间 待遇终止日期 待遇终止年月 停发年月 停发时间 停发日期 待遇停止时间 领取终止年月 "
            "待遇截止时间 终止领取时间 待遇享受终止年月",
            "paid_month": "发放月份 发放年月 待遇月份 待遇所属期 发放期 待遇发放年月 领取月份",
            "subkind": "待遇类别 待遇类型 养老类别 险种 险种类型 养老保险类型 参保险种 待遇项目 人员类别 离退休类别 "
            "养老金类别 待遇种类 保险类型 领取类别 养老待遇类型 退休类别",
            "status": "状态 待遇状态 发放状态 领取状态",
            "amount_fen": "养老金 月养老金 养老金金额 发放金额 待遇金额 "
            "月待遇 月标准 月发放金额 基本养老金 月领取金额 退休金 金额 待遇标准",
            "organisation": "原单位 单位名称 退休单位 原工作单位 经办机构",
        },
        (("valid_from_on",), ("subkind",), ("paid_month",), ("number",)),
        "养老金 养老待遇 离退休 退休人员 待遇领取 养老保险待遇 领取养老 退休金 养老发放",
        "花名册 补贴申领 参保缴费 缴费明细",
    ),
    _register(
        "财政供养人员名单",
        "T-3.4.b",
        {
            "valid_from_on": "进入单位时间 入编时间 入编日期 进编时间 起薪时间 起薪年月 纳入供养时间 供养起始时间 "
            "供养开始时间 起始年月 起始日期 任职时间 任职日期 录用时间 开始日期 进入现单位时间 在编起始 参加工作时间",
            "valid_to_on": "离编时间 减员时间 停薪时间 停薪年月 供养终止时间 供养截止时间 终止年月 终止日期 离任时间 "
            "离职时间 调出时间 结束日期 退出供养时间 在编终止",
            "paid_month": "工资月份 发放月份 统发月份 所属月份 月份 工资年月 发放年月",
            "subkind": "编制类型 编制性质 编制情况 编制类别 人员性质 人员类别 人员身份 身份类别 人员类型 供养类型 "
            "经费形式 经费来源 用工性质 是否在编 身份 供养性质 编制",
            "status": "状态 人员状态 在职状态",
            "organisation": "单位名称 工作单位 单位 所在单位 预算单位 预算单位名称 部门单位 供养单位",
            "amount_fen": "应发工资 应发合计 实发工资 工资额 工资总额 实发合计",
        },
        (("subkind",), ("organisation",), ("valid_from_on",), ("paid_month",)),
        "财政供养 财政统发 统发工资 在编人员 编制内 编制人员 公职人员 机关事业单位人员 实名制编制 财政工资",
        "花名册(学员)",
    ),
    _register(
        "在校学生名单",
        "T-3.4.b",
        {
            "valid_from_on": "入学日期 入学时间 入学年月 注册日期 注册时间 学籍注册时间 学籍起始日期 学籍起 入校时间",
            "valid_to_on": "毕业日期 毕业时间 毕业年月 预计毕业日期 预计毕业时间 预计毕业年月 预计毕业 离校日期 离校时间 "
            "学籍终止日期 学籍止 退学日期",
            "graduates_year": "毕业年份 预计毕业年份 毕业年度 预计毕业年度 毕业届别 届别 应毕业年份",
            "subkind": "学习形式 培养方式 学习方式 办学形式 学历形式 就读方式 学生类别 教育形式 学生类型 学籍类型",
            "status": "学籍状态 学生状态 状态 在校状态 在籍状态",
            "school": "学校 学校名称 就读学校 所在学校 毕业学校 院校名称 就读院校 所在院校 学校全称",
            "grade": "年级 班级 所在年级 入学年级 就读年级",
            "amount_fen": "免学费金额 免学费 助学金 资助金额 减免金额 免学费标准 助学金金额",
        },
        (("school",), ("grade",), ("valid_from_on",), ("amount_fen",), ("graduates_year",), ("subkind",)),
        "学生 学籍 在校生 在校学生 免学费 助学金 中职 中等职业 技工院校 技工学校学生 高校",
        "花名册(学员) 培训学员 培训补贴 学员花名册 学员名单",
    ),
    _register(
        "羁押服刑人员名单",
        "T-3.4.b",
        {
            "valid_from_on": "羁押日期 羁押时间 羁押起始日期 羁押开始日期 拘留日期 拘留时间 刑拘日期 刑拘时间 逮捕日期 "
            "入所日期 入所时间 入监日期 入监时间 收押日期 收押时间 刑期起 刑期起日 刑期开始 刑期起始日期 收监日期 "
            "关押日期 服刑起始日期 服刑开始日期 矫正开始日期 开始日期 起始日期",
            "valid_to_on": "释放日期 释放时间 出所日期 出所时间 出监日期 出监时间 刑满日期 刑满释放日期 刑期止 刑期止日 "
            "刑期结束 刑期截止日期 羁押结束日期 羁押终止日期 羁押截止日期 服刑结束日期 服刑终止日期 矫正结束日期 "
            "解除日期 结束日期 截止日期",
            "valid_from_on+valid_to_on": "羁押起止 羁押起止日期 刑期 刑期起止 起止日期 羁押期间 服刑期间 关押期间",
            "subkind": "类别 强制措施 措施类型 羁押类型 羁押类别 刑罚种类 人员类别 类型 处罚类型 关押类型 刑罚类别 "
            "强制措施种类 执行方式",
            "status": "状态 记录状态",
            "organisation": "羁押场所 关押场所 看守所 监狱 监所 监所名称 关押单位 羁押单位 办案单位 执行机关 服刑监狱 "
            "司法所",
        },
        (("valid_from_on",), ("valid_to_on",), ("valid_from_on+valid_to_on",), ("organisation",), ("number",)),
        "羁押 服刑 在押 看守所 监狱 拘留 收监 刑事 司法 在监 矫正",
    ),
    _register(
        "出入境记录",
        "T-3.4.b",
        {
            "valid_from_on": "出境日期 出境时间 离境日期 离境时间 出国日期 出国时间 出关日期",
            "valid_to_on": "入境日期 入境时间 回国日期 回国时间 返回日期 返境日期 归国日期 入关日期 返回时间",
            "valid_from_on+valid_to_on": "出入境起止日期 境外起止日期 境外期间",
            "subkind": "出境类别",
            "status": "状态 记录状态",
            "organisation": "前往国家 前往地 目的地 口岸 前往国家地区 前往国 出境口岸",
        },
        (("valid_from_on",), ("valid_to_on",)),
        "出境 出入境 出国 边检 境外",
    ),
    _register(
        "住院记录",
        "T-3.4.b",
        {
            "valid_from_on": "入院日期 入院时间 住院日期 住院开始日期 住院起始日期 住院时间",
            "valid_to_on": "出院日期 出院时间 离院日期 住院结束日期 住院终止日期",
            "valid_from_on+valid_to_on": "住院起止 住院起止日期 住院期间",
            "subkind": "住院类型 就诊类型 医疗类别 就医类别 就诊类别 住院类别 医疗类型",
            "status": "状态 结算状态 记录状态",
            "organisation": "医院 医院名称 医疗机构 医疗机构名称 就诊医院 定点医疗机构 住院医院 就诊机构",
            "amount_fen": "医疗费用 总费用 住院费用 费用总额 报销金额",
        },
        (("valid_from_on",), ("valid_from_on+valid_to_on",)),
        "住院 医院 医保结算 就诊",
    ),
    _register(
        "建档立卡贫困人口名单",
        "T-2.2.3",
        {
            "valid_from_on": "建档立卡时间 建档立卡日期 建档日期 建档时间 识别时间 识别日期 识别年度 纳入时间 纳入日期 "
            "认定时间 认定日期 建档立卡年度 贫困认定日期 列入时间",
            "valid_to_on": "脱贫时间 脱贫日期 脱贫年度 退出时间 退出日期 退出年度 脱贫年份",
            "status": "脱贫属性 贫困状态 脱贫状态 状态 脱贫情况",
            "first_issued_on": "首次识别时间 首次认定日期 首次建档日期 首次纳入时间",
            "organisation": "帮扶单位 村 行政村 所在村",
            "subkind": "户类别",
        },
        (("valid_from_on",), ("valid_to_on",), ("status",), ("number",)),
        "贫困 建档立卡 扶贫 脱贫",
    ),
    _register(
        "残疾人名单",
        "T-2.2.5",
        {
            "valid_from_on": _ISSUED,
            "valid_to_on": "有效期至 有效期止 证件有效期至 有效期限 注销日期 证件到期日 失效日期",
            "first_issued_on": "首次发证日期 首次办证日期 首次发证时间 初次发证日期 初次办证日期 首次领证日期 "
            "首次评定日期 首次批准日期 首次核发日期 首次办证时间",
            "status": "证件状态 状态 残疾证状态 持证状态",
            "grade": "残疾等级 残疾级别 残疾类别及等级 残疾类别 残疾类型",
        },
        (("first_issued_on",), ("grade",), ("valid_from_on", "grade"), ("number",)),
        "残疾 残联",
    ),
    _register(
        "企业股东和法定代表人名单",
        "T-3.4.b",
        {
            "valid_from_on": "任职日期 任职起始日期 成立日期 登记日期 注册日期 出资日期 成立时间 任职时间 注册时间",
            "valid_to_on": "注销日期 吊销日期 离任日期 退出日期 任职终止日期 注销时间 卸任日期",
            "subkind": "职务 股东类型 身份 任职身份 人员身份 投资人类型 类型 人员类型 角色 担任职务",
            "status": "登记状态 经营状态 企业状态 状态 主体状态",
            "organisation": "企业名称 公司名称 市场主体名称 单位名称 名称 商户名称 主体名称 字号名称 字号",
            "share": "持股比例 出资比例 股权比例 股份比例 占股比例 股权占比 出资占比",
            "amount_fen": "纳税额 营业额 纳税销售额 申报销售额 销售额 销售收入 营业收入 申报收入 应税销售额 申报营业额 "
            "计税销售额 当季销售额 季度销售额 申报纳税销售额 主营业务收入",
        },
        (
            ("organisation", "share"),
            ("organisation", "subkind"),
            ("organisation", "valid_from_on"),
            ("organisation", "status"),
        ),
        "股东 法定代表人 法人代表 工商登记 市场主体 企业登记 工商信息 投资人",
    ),
    _register(
        "失业登记人员名单",
        "T-2.1.1",
        {
            "valid_from_on": "失业登记日期 失业登记时间 登记失业日期 登记失业时间 失业日期 失业时间 登记日期 "
            "待遇开始年月 失业金开始年月 领取失业金开始时间 失业保险金开始领取时间 领取起始年月",
            "valid_to_on": "失业登记注销日期 失业注销日期 注销日期 退出日期 再就业日期 失业终止日期 待遇终止年月 "
            "失业金终止年月 领取失业金终止时间 领取终止年月",
            "first_issued_on": "首次登记日期 首次失业登记日期 就业失业登记证发证日期 就业创业证发证日期 发证日期",
            "subkind": "失业类别",
            "status": "登记状态 失业状态 状态",
            "organisation": "登记机构 经办机构 原工作单位 登记机关",
            "amount_fen": "失业金 失业保险金 失业金金额 领取金额 月失业金 技能提升补贴金额",
        },
        (("valid_from_on",), ("number",)),
        "失业登记 失业人员 失业保险金 登记失业 失业金 失业",
        "参保 缴费 补贴申领",
    ),
)

#: The kind of register that each feed reads; a register's kind is never printed in its rows.
REGISTER_KINDS = {
    "死亡人员名单": "deceased", "养老待遇领取名单": "pension", "财政供养人员名单": "public_payroll", "在校学生名单":
        "student",
    "羁押服刑人员名单": "detained", "出入境记录": "abroad", "住院记录": "hospital", "建档立卡贫困人口名单": "poverty",
    "残疾人名单": "disability", "企业股东和法定代表人名单": "shareholder", "失业登记人员名单": "unemployment",
}  # fmt: skip
REGISTER_MARKS = {kind: next(f.marks for f in FEEDS if f.title == title) for title, kind in REGISTER_KINDS.items()}

#: Per kind, what title, sheet or file name say of all rows where the row itself says nothing: first pattern that fits.
SUBKIND_MARKS = {
    "pension": (("城乡居民|居民养老|新农保|城居保", "resident"), ("遗属|供养|抚恤", "survivor"), (
        "工伤|伤残|病残|残疾", "disability"),
                ("职工|企业|离退休|退休|机关事业|城镇", "employee")),
    "public_payroll": (("村干部|社区干部|村两委|村\\(居\\)", "cadre"), (
        "公益性岗位|公益岗|编外|临时|聘用|劳务派遣|编制外|合同制", "temporary"),
                       ("在编|编制内|公务员|财政供养|财政统发|事业单位", "established")),
    "student": (("函授|夜大|电大|开放教育|成人|自考|网络教育|业余|非全日制", "part_time"),
                ("全日制|中职|中等职业|技工|高校|普通高|在校生|免学费|助学金", "full_time")),
    "detained": (("社区矫正|缓刑|假释|取保候审|监视居住", "community"), ("羁押|看守所|监狱|服刑|在押|拘留|收押",
        "custody")),
    "hospital": (("日间|门诊", "day"), ("住院", "inpatient")),
    "shareholder": (("合作社", "member"), ("法定代表人|法人代表|股东|投资人|经营者|负责人", "owner")),
}  # fmt: skip
#: The day to which a register speaks, where a title or file name prints it.
AS_OF = r"(?:截至|截止|截止到|截至到|数据截止)[^\d]{0,6}(\d{4})[年.\-/]?(\d{1,2})[月.\-/]?(?:(\d{1,2})日?)?"
