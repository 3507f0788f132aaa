from django.apps import AppConfig


class StaffFund(AppConfig):
    name = "chunfeng.plans.training.staff_fund"
    label = "staff_fund"
