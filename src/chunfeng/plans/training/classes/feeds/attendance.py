"""Attendance of classes and of work: day grids, punches, month summaries."""

from __future__ import annotations

from chunfeng.base.orgs.feeds import SITE_EMPLOYER
from chunfeng.base.people.feeds import (
    NAME,
    NUMBER,
    PHONE,
    column,
    words,
)
from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.plans.training.classes.feeds.naming import (
    CLASS_ENDS,
    CLASS_NAMING,
    PROVIDER,
    ROOM,
    TEACHER,
    who,
)

_MARK_DAY = column(
    "marked_on",
    "date",
    "日期 考勤日期 签到日期 上课日期 打卡日期 出勤日期 刷卡日期 授课日期 工作日期 记录日期 出工日期",
)
_CLOCKS = (
    column(
        "marked_on+in_at",
        "clock",
        "签到时间 上课打卡 上班时间 上班打卡 到课时间 签入时间 进场时间 上班打卡时间 "
        "首次打卡 入场时间 进门时间 上课签到 上课签到时间 最早打卡 签到 到岗时间 首次打卡时间 上午签到 进场打卡时间",
    ),
    column(
        "marked_on+out_at",
        "clock",
        "签退时间 下课打卡 下班时间 下班打卡 离课时间 签出时间 出场时间 "
        "下班打卡时间 末次打卡 离场时间 出门时间 下课签退 下课签退时间 最晚打卡 签退 离岗时间 末次打卡时间 下午签退 "
        "出场打卡时间",
    ),
    column(
        "marked_on+punched_at",
        "clock",
        "打卡时间 刷卡时间 考勤时间 识别时间 打卡日期时间 刷脸时间 指纹时间 "
        "记录时间 通行时间 扫码时间 考勤机时间 抓拍时间",
    ),
)
_MARK_REST = (
    column(
        "status", "status_word", "出勤状态 考勤状态 出勤情况 状态 考勤结果 签到状态 考勤情况 打卡结果 是否出勤 打卡状态"
    ),
    column("reason", "text", "备注 补签原因 原因 说明 异常原因 纸质签到原因 情况说明 补录原因"),
    column("entered_at", "timestamp", "录入时间 补录时间 登记时间 上传时间 创建时间 录入日期"),
    column("entered_by", "text", "录入人 录入人员 补录人 操作人 登记人 操作员 录入用户 经办人", personal="name"),
    column(
        "machine",
        "machine",
        "打卡方式 考勤方式 签到方式 验证方式 识别方式 打卡类型 数据来源 考勤机编号 设备编号 设备 设备名称",
    ),
)
_PUNCHES = (("marked_on+punched_at",), ("marked_on+in_at",), ("marked_on", "status"), ("marked_on+out_at",))


CLASS_ATTENDANCE = Feed(
    "attendance",
    "培训考勤",
    "T-3.2.d",
    (
        NAME,
        NUMBER,
        PHONE,
        Column("provider", "org", (*PROVIDER.titles, "单位名称", "单位")),
        *CLASS_NAMING[1:],
        CLASS_ENDS,
        TEACHER,
        ROOM,
        _MARK_DAY,
        *_CLOCKS,
        *_MARK_REST,
        column("attended_hours", "hours", "出勤课时 实到课时 出勤学时 实际课时 完成课时"),
    ),
    who(*_PUNCHES, ("attended_hours",)),
    words("学员 培训 教学 上课 课堂 签到 培训班 班级 学校 点名"),
    words(
        "工地 工人 员工 职工考勤 职工出勤 项目部 施工 民工考勤 民工出勤 用工 工程项目 工程考勤 公司考勤 单位考勤 "
        "工资 班组"
    ),
)

WORK_ATTENDANCE = Feed(
    "attendance",
    "用工考勤",
    "R-2.1.a",
    (
        NAME,
        NUMBER,
        PHONE,
        SITE_EMPLOYER,
        column(
            "project",
            "org",
            "项目 项目名称 工程名称 工程项目 工地 工地名称 工程项目名称 项目部 所属项目 所在项目 工程 项目工地",
        ),
        column("team", "org", "班组 部门 班组名称 所属班组 劳务班组"),
        _MARK_DAY,
        *_CLOCKS,
        *_MARK_REST,
        column("month", "month", "月份 考勤月份 年月 考勤年月 所属月份 考勤月 统计月份"),
        column(
            "days",
            "days",
            "出勤天数 实际出勤天数 实出勤 实出勤天数 工作天数 出勤 实际出勤 出工天数 计薪天数 "
            "出勤合计 出勤日数 合计出勤 合计天数 工日 出勤工日 合计工日",
        ),
        column("due_days", "days", "应出勤天数 应出勤 应出勤日 应工作天数 应出勤日数"),
        column("leave_days", "days", "事假 请假 请假天数 事假天数 年假 婚假 调休 休假天数 休假 请假事假 请假年假"),
        column("sick_days", "days", "病假 病假天数 请假病假"),
        column("absent_days", "days", "旷工 旷工天数 缺勤天数 缺勤 无记录 无记录天数 请假无记录"),
        column("late_times", "int", "迟到 迟到次数 早退次数 迟到早退次数 迟到早退"),
        column("missed_punches", "int", "未打卡 未打卡次数 缺卡次数"),
        column("overtime_hours", "text", "加班时长 加班小时 加班时数 加班工时"),
    ),
    (
        *who(*_PUNCHES),
        *who(
            ("days", "due_days"),
            ("leave_days", "late_times"),
            ("leave_days", "sick_days"),
            ("days", "absent_days"),
            ("days", "month"),
            ("days", "leave_days"),
            ("late_times", "missed_punches"),
        ),
    ),
    words("工地 工人 员工 职工 项目 施工 农民工考勤 民工 用工 公司 工程 出工 单位 班组 建筑 劳务"),
    words("学员 培训班 培训考勤 学校 教学 课堂 上课 签到簿 培训签到 出勤簿 工资"),
)
