from django.apps import AppConfig


class Planning(AppConfig):
    name = "chunfeng.plans.training.planning"
    label = "planning"
