from django.apps import AppConfig


class Providers(AppConfig):
    name = "chunfeng.plans.training.providers"
    label = "providers"
