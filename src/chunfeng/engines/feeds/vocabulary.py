"""Words in cells that stand for a code of the facts tables. Keys are folded: no spaces, half-width, lower case."""

from __future__ import annotations

import re
from typing import Final

#: An end that is not a date: the span stays open.
OPEN_END: Final = re.compile(r"长期|至今|永久|无固定期限?|无期限|在职|在用|有效|未终止|未结束|现在|当前|今|9999.*")

#: table of a column → (what it is called in messages, word → code). The longest word inside a cell decides.
VOCABULARIES: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "state": ("办理状态", {
        "草稿": "draft", "待提交": "draft", "未提交": "draft", "已提交": "submitted", "待审核": "submitted", "审核中":
            "submitted",
        "待初审": "submitted", "已申报": "submitted", "已受理": "submitted", "申报": "submitted", "申请": "submitted",
        "初审通过": "submitted", "待核准": "submitted", "公示": "noticed", "公示中": "noticed", "已公示": "noticed",
        "公示无异议": "noticed", "已核准": "approved", "审核通过": "approved", "已审核": "approved", "审批通过":
            "approved",
        "已审批": "approved", "批准": "approved", "同意": "approved", "待拨付": "approved", "待发放": "approved",
            "通过": "approved",
        "合格": "approved", "核准": "approved", "已拨付": "paid", "已发放": "paid", "已支付": "paid", "已付款":
            "paid",
        "发放成功": "paid", "支付成功": "paid", "成功": "paid", "交易成功": "paid", "到账": "paid", "退回":
            "returned",
        "退回补正": "returned", "补正": "returned", "发放失败": "returned", "支付失败": "returned", "失败":
            "returned", "退票": "returned",
        "不予补贴": "refused", "不通过": "refused", "未通过": "refused", "审核不通过": "refused", "不同意": "refused",
            "驳回": "refused",
        "不予批准": "refused", "不予": "refused", "不符合": "refused", "不合格": "refused", "撤回": "withdrawn", "已撤回": "withdrawn", "放弃": "withdrawn",
            "撤销": "cancelled",
        "取消": "cancelled", "作废": "cancelled", "注销": "cancelled", "已追回": "recovered", "追回": "recovered",
            "收回": "recovered",
        "已退款": "recovered", "退还": "recovered"}),
    "class_state": ("开班状态", {
        "草稿": "draft", "待审核": "submitted", "已提交": "submitted", "已批准": "approved", "批准": "approved",
            "同意": "approved",
        "同意开班": "approved", "审核通过": "approved", "已开班": "in_progress", "在训": "in_progress", "培训中":
            "in_progress",
        "进行中": "in_progress", "已结业": "closed", "结业": "closed", "已结束": "closed", "已完成": "closed", "完成":
            "closed",
        "取消": "cancelled", "已取消": "cancelled", "停办": "cancelled", "撤销": "cancelled", "退回": "returned",
            "不同意": "refused",
        "不予批准": "refused", "暂停": "suspended"}),
    "status": ("出勤情况", {
        "正常": "present", "到": "present", "出勤": "present", "已签到": "present", "签到": "present", "签退":
            "present", "到课": "present",
        "实到": "present", "上班": "present", "下班": "present", "上班打卡": "present", "下班打卡": "present", "有效":
            "present", "成功": "present",
        "外勤": "present", "补签": "present", "√": "present", "进": "present", "出": "present", "进场": "present",
            "出场": "present",
        "迟到": "late", "早退": "left_early", "缺勤": "absent", "旷课": "absent", "旷工": "absent", "未到": "absent",
            "缺课": "absent",
        "未签到": "absent", "缺卡": "absent", "请假": "leave", "事假": "leave", "年假": "leave", "休假": "leave",
            "告假": "leave",
        "调休": "leave", "婚假": "leave", "产假": "leave", "病假": "sick"}),
    "subkind": ("类别", {
        "企业职工": "employee", "职工养老": "employee", "城镇职工": "employee", "企业退休": "employee", "机关事业":
            "employee", "离休": "employee",
        "退休": "employee", "退职": "employee", "职工基本养老": "employee", "企业养老": "employee", "城乡居民":
            "resident", "居民养老": "resident",
        "新农保": "resident", "农村养老": "resident", "居民": "resident", "城居保": "resident", "遗属": "survivor",
            "供养": "survivor",
        "抚恤": "survivor", "伤残": "disability", "病残": "disability", "工伤": "disability", "残疾": "disability",
        "在编": "established", "编制内": "established", "行政编": "established", "事业编": "established", "公务员":
            "established",
        "参公": "established", "行政": "established", "事业": "established", "全额": "established", "编外":
            "temporary", "临时": "temporary",
        "聘用": "temporary", "合同制": "temporary", "劳务派遣": "temporary", "公益性岗位": "temporary", "公益岗":
            "temporary",
        "编制外": "temporary", "非在编": "temporary", "不在编": "temporary", "未入编": "temporary", "无编制": "temporary",
        "购买服务": "temporary", "临聘": "temporary", "外聘": "temporary", "协管": "temporary", "辅警": "temporary",
        "志愿": "temporary", "实习": "temporary", "见习": "temporary", "村干部": "cadre", "社区干部": "cadre", "村两委": "cadre", "村":
            "cadre",
        "全日制": "full_time", "普通全日制": "full_time", "非全日制": "part_time", "函授": "part_time", "夜大":
            "part_time", "业余": "part_time",
        "电大": "part_time", "开放教育": "part_time", "成人": "part_time", "自考": "part_time", "网络教育":
            "part_time", "远程": "part_time",
        "刑事拘留": "custody", "拘留": "custody", "逮捕": "custody", "羁押": "custody", "服刑": "custody", "监狱":
            "custody", "收押": "custody",
        "看守所": "custody", "强制隔离戒毒": "custody", "社区矫正": "community", "缓刑": "community", "假释":
            "community", "管制": "community",
        "取保候审": "community", "监视居住": "community", "暂予监外执行": "community",
        "移民": "emigrated", "定居": "emigrated", "永居": "emigrated", "住院": "inpatient",
            "普通住院": "inpatient",
        "日间": "day", "日间手术": "day", "门诊": "day", "日间病房": "day", "法定代表人": "owner", "法人": "owner",
            "负责人": "owner",
        "经营者": "owner", "投资人": "owner", "独资": "owner", "个体": "owner", "股东": "owner", "自然人股东":
            "owner",
        "成员": "member", "社员": "member", "合作社": "member"}),
    "register_kind": ("名单类别", {
        "死亡": "deceased", "火化": "deceased", "养老": "pension", "退休": "pension", "财政供养": "public_payroll",
        "学籍": "student", "在校生": "student", "羁押": "detained", "服刑": "detained", "出入境": "abroad", "出境":
            "abroad",
        "住院": "hospital", "贫困": "poverty", "残疾": "disability", "股东": "shareholder", "法定代表人":
            "shareholder",
        "失业": "unemployment"}),
    "contract": ("合同类型", {
        "固定期限": "fixed", "有固定期限": "fixed", "固定": "fixed", "无固定期限": "open_ended", "无固定":
            "open_ended",
        "不固定期限": "open_ended", "长期": "open_ended", "以完成一定工作任务为期限": "task", "完成一定工作任务":
            "task", "任务": "task",
        "非全日制": "part_time", "小时工": "part_time", "兼职": "part_time", "劳务": "service", "劳务协议": "service",
        "返聘": "service", "承揽": "service", "实习": "service", "劳动合同": "fixed", "全日制": "fixed", "合同制":
            "fixed"}),
    "filing": ("用工形式", {
        "全日制": "full_time", "全日制用工": "full_time", "正式": "full_time", "合同工": "full_time", "合同制":
            "full_time", "在职": "full_time",
        "固定工": "full_time", "直接用工": "full_time", "劳动合同": "full_time", "自有": "full_time", "非全日制":
            "part_time",
        "小时工": "part_time", "兼职": "part_time", "临时": "part_time", "季节": "part_time", "派遣": "dispatch",
            "劳务派遣": "dispatch",
        "劳务外包": "dispatch", "外包": "dispatch"}),
    "payer": ("缴费人员类别", {
        "灵活就业": "flexible", "个体": "flexible", "个人": "flexible", "自由职业": "flexible", "自谋职业":
            "flexible", "居民": "resident",
        "城乡居民": "resident", "新农合": "resident", "新农保": "resident", "职工": "employee", "在职": "employee",
            "企业": "employee",
        "单位": "employee", "单位职工": "employee", "农民工": "employee", "机关": "employee", "事业": "employee"}),
    "sheet_kind": ("工资表类别", {
        "月工资": "monthly", "工资": "monthly", "月度": "monthly", "结算": "settlement", "离职结算": "settlement",
            "清算": "settlement",
        "工程款结算": "settlement", "补偿": "compensation", "经济补偿": "compensation", "赔偿": "compensation",
            "奖金": "bonus", "年终奖": "bonus",
        "绩效奖": "bonus", "奖励": "bonus"}),
    "item": ("补贴项目", {
        "培训补贴": "tuition", "培训费": "tuition", "职业培训": "tuition", "技能培训": "tuition", "创业培训":
            "tuition", "学费": "tuition",
        "鉴定补贴": "appraisal", "鉴定费": "appraisal", "技能鉴定": "appraisal", "考核鉴定": "appraisal", "鉴定":
            "appraisal",
        "生活费补贴": "living", "生活费": "living", "生活补贴": "living", "伙食": "living", "交通": "living", "食宿":
            "living", "助学金": "stipend",
        "雨露计划补助": "stipend", "学历补助": "stipend", "技能提升补贴": "tuition"}),
    "certificate": ("证书类别", {
        "培训合格证": "training", "培训证书": "training", "结业证": "training", "培训合格": "training",
            "专项职业能力": "special_ability",
        "专项能力": "special_ability", "专项": "special_ability", "职业资格": "vocational_qualification",
            "国家职业资格": "vocational_qualification",
        "职业资格证书": "vocational_qualification", "职业技能等级": "skill_level", "技能等级": "skill_level",
            "创业培训": "startup",
        "创业": "startup", "特种作业": "special_operation", "操作证": "special_operation", "职称": "title"}),
    "visit": ("检查结果", {
        "合格": "pass", "正常": "pass", "通过": "pass", "符合": "pass", "良好": "pass", "无问题": "pass",
            "未发现问题": "pass", "黄牌": "yellow_card",
        "警告": "yellow_card", "红牌": "red_card", "整改": "rectify", "限期整改": "rectify", "不合格": "rectify",
            "取消": "cancel_class",
        "停班": "cancel_class", "停办": "cancel_class"}),
    "attendance_kind": ("考勤类别", {"培训": "class", "上课": "class", "课堂": "class", "学员": "class", "上班":
        "work", "出工": "work", "工地": "work"}),
}  # fmt: skip

#: 户口注销 is what every death brings; 登记注销 takes the entry back.
_CANCELLED: Final = re.compile(
    r"撤销|作废|无效|^否$|取消|(?<!户[口籍])(?<!户[口籍]已)注销(?!户[口籍])|误报|误录|更正|错误|删除|恢复户口|不属实"
)
_INSURANCE: Final = (
    ("养老", "pension"),
    ("医疗", "medical"),
    ("医保", "medical"),
    ("失业", "unemployment"),
    ("工伤", "injury"),
    ("生育", "maternity"),
    ("五险", "all"),
    ("四险", "all"),
    ("三险", "all"),
    ("全部", "all"),
    ("社会保险", "all"),
    ("社保", "all"),
    ("综合", "all"),
    ("新农合", "medical"),
    ("新农保", "pension"),
)


_NOTED: Final = (
    (
        re.compile(
            r"撤销|作废|误报|误录|误登|登记错误|录入错误|信息错误|登记有误|恢复户口|不属实|"
            r"重复登记|无效|取消|删除|(登记|记录)已?注销"
        ),
        "cancelled",
    ),
    (re.compile(r"移民|定居|永居"), "移民"),
)


def noted(text: str) -> str | None:
    """What a free note says of an entry, as one of few words: notes hold names and stories that go no further."""
    return next((word for pattern, word in _NOTED if pattern.search(text)), None)


#: A payment that its list calls one of several of one sum. 第二批 is not: lists of many people are paid in batches.
PART: Final = re.compile(
    r"第[一二三四五六1-6]笔|首[笔付期]|尾[款笔期]|余款|剩余|预[付拨支]|分[期次笔]|分[两二三]次|补差|差额|补足"
)


def part_of(text: str) -> str | None:
    return "part" if PART.search(text) else None


_PAY_NOTED: Final = (
    (re.compile(r"经济补偿|补偿金|赔偿"), "compensation"),
    (
        re.compile(r"结算|结清|清算|补发|清欠|[两二三四五六七八九十\d]个月工资|月[至到—~-]+(20\d\d年)?\d{1,2}月"),
        "settlement",
    ),
)


def pay_noted(text: str) -> str | None:
    """What a payroll line's note says it pays: several months at once, or a compensation; else nothing."""
    return next((word for pattern, word in _PAY_NOTED if pattern.search(text)), None)


def status_of(text: str) -> str | None:
    """'cancelled' for an entry that was withdrawn by its holder, else its own word."""
    return "cancelled" if _CANCELLED.search(text) else text or None


def insurance_of(text: str) -> tuple[str | None, str | None]:
    """(kind, payer): several kinds in one cell are all; a payer only where the words say so."""
    kinds = {kind for word, kind in _INSURANCE if word in text}
    payer = None
    if re.search(r"城乡居民|居民|新农", text):
        payer = "resident"
    elif re.search(r"灵活|个体|自由职业|个人身份|自谋", text):
        payer = "flexible"
    elif re.search(r"职工|企业|机关|单位", text):
        payer = "employee"
    return (None if not kinds else kinds.pop() if len(kinds) == 1 else "all"), payer
