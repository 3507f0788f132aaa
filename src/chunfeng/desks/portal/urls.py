from django.urls import path

from chunfeng.desks.portal import filling, pages, uploads

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
    path("portal/uploads/", uploads.home, name="portal_uploads"),
    path("portal/uploads/new/<slug:code>/", uploads.begin, name="portal_upload_new"),
    path("portal/uploads/templates/<slug:code>.xlsx", uploads.template, name="portal_upload_template"),
    path("portal/uploads/<uuid:uid>/", uploads.show, name="portal_upload"),
    path("portal/uploads/<uuid:uid>/returned.xlsx", uploads.returned, name="portal_upload_returned"),
    path("portal/uploads/<uuid:uid>/mend/", uploads.mend, name="portal_upload_mend"),
    path("portal/uploads/<uuid:uid>/merge/", uploads.merge, name="portal_upload_merge"),
    path("portal/uploads/<uuid:uid>/confirm/", uploads.confirm, name="portal_upload_confirm"),
    path("portal/uploads/<uuid:uid>/abandon/", uploads.abandon, name="portal_upload_abandon"),
]
