from django.urls import path

from chunfeng.desks.portal import attendance, filling, pages
from chunfeng.desks.portal.finding import at_the_portal
from chunfeng.desks.ui.upload_urls import paths

urlpatterns = [
    path("portal/", pages.home, name="portal"),
    path("portal/begin/<str:process>/", pages.begin, name="portal_begin"),
    path("portal/cases/<str:number>/", pages.case, name="portal_case"),
    path("portal/cases/<str:number>/steps/<slug:code>/", pages.step, name="portal_step"),
    path("portal/cases/<str:number>/check/", filling.check, name="portal_check"),
    path("portal/cases/<str:number>/fill/<slug:section>/", filling.section, name="portal_section"),
    path("portal/cases/<str:number>/fill/<slug:section>/new/", filling.row, name="portal_row_new"),
    path("portal/cases/<str:number>/fill/<slug:section>/<row:key>/", filling.row, name="portal_row"),
    path("portal/cases/<str:number>/fill/<slug:section>/<row:key>/remove/", filling.remove, name="portal_remove"),
    path("portal/classes/<str:number>/code/", attendance.code, name="class_code"),
    path("portal/classes/<str:number>/cards/", attendance.cards, name="class_cards"),
    path("portal/classes/<str:number>/sheets/new/", attendance.sheet_new, name="sheet_new"),
    path("portal/classes/<str:number>/sheets/<row:pk>/void/", attendance.sheet_void, name="portal_sheet_void"),
    path("portal/devices/<str:number>/key/", attendance.key, name="device_key"),
    *paths("portal", "portal/uploads/", "portal_", at_the_portal),
]
