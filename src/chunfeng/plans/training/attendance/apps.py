from django.apps import AppConfig


class Attendance(AppConfig):
    name = "chunfeng.plans.training.attendance"
    label = "attendance"
