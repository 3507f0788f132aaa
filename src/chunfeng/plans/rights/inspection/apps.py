from django.apps import AppConfig


class Inspection(AppConfig):
    name = "chunfeng.plans.rights.inspection"
    label = "inspection"
