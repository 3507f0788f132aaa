from django.apps import AppConfig


class Visits(AppConfig):
    name = "chunfeng.plans.training.visits"
    label = "visits"
