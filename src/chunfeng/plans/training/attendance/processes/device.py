"""A punch device: registered by its provider where it hangs, confirmed by the county, taken out of use by either (T-3.2.d)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Clock, Flag, Guide, Note, Process, Reason, State, Step
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance.models.devices import IN_USE
from chunfeng.plans.training.attendance.queries import DEVICE
from chunfeng.plans.training.providers.queries import agreement_on

_PARTY = _("机构")


def filled_in(case: Case) -> Reason | None:
    record = case.record
    if record.premises_id and record.serial:
        return None
    return Reason(gettext("没有填设备和安装地点"), "section:device")


def of_its_provider(case: Case) -> Reason | None:
    """The premises are those of the agreement that holds: a device of premises that were given up is none."""
    agreement = agreement_on(case.org_id, case.today)
    if agreement is None:
        return Reason(gettext("机构没有有效的定点协议"))
    if case.record.premises and case.record.premises.admission_id != agreement.admission_id:
        return Reason(gettext("安装地点不在现行协议的教学点里"), "section:device")
    return None


def _confirm(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.confirmed_on = timezone.localdate(case.state_at)


def _end(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    # In the same moment: a device whose case is over sends to a closed door.
    case.record.ended_on, case.record.key_mac = timezone.localdate(case.state_at), None


PUNCH_DEVICE = Process(
    code=DEVICE,
    title=_("考勤设备登记"),
    clause="T-3.2.d",
    noun="punch_device",
    on="attendance.Device",
    prefix="SB",
    opens="punch_device.apply",
    party=_PARTY,
    guide=Guide(
        who=_("有定点培训协议的培训机构"),
        conditions=(
            _("设备装在协议里的教学点"),
            _("只凭卡号认学员，不上传证件号码和人脸、指纹"),
            _("不愿用设备的学员，用纸质签到"),
        ),
        papers=(_("设备的序列号和型号"),),
        legal_basis=(_("泰政办发〔2014〕33号"), _("个人信息保护法")),
        result=_("确认后在机构端生成密钥，设备凭密钥上传打卡"),
        questions=((_("密钥丢了怎么办？"), _("在机构端重新生成，旧密钥立即失效。")),),
    ),
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("submitted", _("待确认"), usual=("confirm",)),
        State(IN_USE, _("在用"), "ok", waits_on=_("打卡上传")),
        State("ended", _("已停用"), "neutral", final=True),
        State("refused", _("不予确认"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交登记"), ("draft",), "submitted", "punch_device.submit", party=True,
             needs=(filled_in, of_its_provider),
             asks=(Flag("undertaking", _("设备不上传证件号码和人脸、指纹；不愿用设备的学员用纸质签到"), required=True),),
             notice=_("已收到考勤设备登记。")),
        Step("confirm", _("确认设备"), ("submitted",), IN_USE, "punch_device.confirm", not_by=("open", "submit"),
             needs=(of_its_provider,), does=_confirm, asks=(Note(_("核对意见"), required=False),),
             notice=_("考勤设备已确认，请登录生成密钥。")),
        Step("refuse", _("不予确认"), ("submitted",), "refused", "punch_device.confirm", not_by=("open", "submit"),
             asks=(Note(_("理由")),), notice=_("考勤设备不予确认，请登录查看。")),
        Step("end", _("停用设备"), (IN_USE,), "ended", "punch_device.submit", party=True, does=_end,
             asks=(Note(_("停用的原因"), required=False),), confirm=_("停用后密钥立即失效，设备不能再上传打卡。"),
             notice=_("考勤设备已停用。")),
        Step("revoke", _("责令停用"), (IN_USE,), "ended", "punch_device.confirm", does=_end, asks=(Note(_("停用的原因")),),
             confirm=_("停用后密钥立即失效，设备不能再上传打卡。"), notice=_("考勤设备被责令停用，请登录查看。")),
        Step("withdraw", _("撤回登记"), ("draft", "submitted"), "withdrawn", "punch_device.submit", party=True,
             asks=(Note(_("撤回的原因"), required=False),), notice=_("考勤设备登记已撤回。")),
    ),
    clocks=(
        Clock("confirm", _("确认"), "workdays", "training.device_confirm_days", ("submitted",), escalates="training_class.approve"),
    ),
)  # fmt: skip
