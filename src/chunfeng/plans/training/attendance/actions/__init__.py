"""Writes of attendance: answers, punches, codes, sheets, cards, devices, hours made up."""

from chunfeng.plans.training.attendance.actions.answering import answer
from chunfeng.plans.training.attendance.actions.cards import make_cards, replace_card
from chunfeng.plans.training.attendance.actions.codes import position, sign_in
from chunfeng.plans.training.attendance.actions.devices import begin_device, make_key, save_device
from chunfeng.plans.training.attendance.actions.making_up import begin_make_up, save_how, save_what
from chunfeng.plans.training.attendance.actions.sheets import day_of, transcribe, void

__all__ = [
    "answer",
    "begin_device",
    "begin_make_up",
    "day_of",
    "make_cards",
    "make_key",
    "position",
    "replace_card",
    "save_device",
    "save_how",
    "save_what",
    "sign_in",
    "transcribe",
    "void",
]
