from django.apps import AppConfig


class Staff(AppConfig):
    name = "chunfeng.desks.staff"
    label = "staff"
