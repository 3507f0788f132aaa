from django.apps import AppConfig


class Classes(AppConfig):
    name = "chunfeng.plans.training.classes"
    label = "classes"
