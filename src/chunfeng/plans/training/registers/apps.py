from django.apps import AppConfig


class Registers(AppConfig):
    name = "chunfeng.plans.training.registers"
    label = "registers"
