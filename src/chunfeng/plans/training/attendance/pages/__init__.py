"""How attendance looks: the matrix and the sheets on the page of a class, devices and hours made up as cases of their own."""

from django.utils.translation import gettext_lazy as _

from chunfeng.plans.training.attendance.pages import device, making_up
from chunfeng.plans.training.attendance.pages.panels import of_class, voiding
from chunfeng.plans.training.attendance.queries import DEVICE, MAKE_UP

DOSSIERS = (device.DOSSIER, making_up.DOSSIER)
PANELS = {DEVICE: device.panels, MAKE_UP: making_up.panels}
#: Words for events beside steps.
EVENTS = {
    "device.key": _("生成设备密钥"), "cards.make": _("生成学员卡号"), "cards.replace": _("补办学员卡号"),
    "roster.answer": _("学员确认"), "sheet.transcribe": _("补录纸质签到"), "sheet.void": _("作废签到表"),
}  # fmt: skip

__all__ = ["DOSSIERS", "EVENTS", "PANELS", "of_class", "voiding"]
