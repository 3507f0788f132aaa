from django.apps import AppConfig


class Orgs(AppConfig):
    name = "chunfeng.base.orgs"
    label = "orgs"
