from django.apps import AppConfig


class People(AppConfig):
    name = "chunfeng.base.people"
    label = "people"
