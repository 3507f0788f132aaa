from django.apps import AppConfig


class Certification(AppConfig):
    name = "chunfeng.plans.training.certification"
    label = "certification"
