from django.apps import AppConfig


class Subsidy(AppConfig):
    name = "chunfeng.plans.training.subsidy"
    label = "subsidy"
