"""Addresses of the manager's pages."""

from __future__ import annotations

from django.urls import path

from eutonia.web.staff.manager import messages, rotas, world

app_name = "manager"

urlpatterns = [
    path("", world.home, name="home"),
    path("rota/", rotas.rota, name="rota"),
    path("rota/add/", rotas.add_session, name="add-session"),
    path("rota/<uuid:public_id>/end/", rotas.end_session, name="end-session"),
    path("rota/extra/add/", rotas.add_extra, name="add-extra"),
    path("rota/extra/<uuid:public_id>/remove/", rotas.remove_extra, name="remove-extra"),
    path("absences/add/", rotas.add_absence, name="add-absence"),
    path("absences/<uuid:public_id>/remove/", rotas.remove_absence, name="remove-absence"),
    path("closures/add/", rotas.close, name="close"),
    path("closures/<uuid:public_id>/remove/", rotas.reopen, name="reopen"),
    path("holidays/<slug:site>/<day:day>/open/", rotas.open_holiday, name="open-holiday"),
    path("holidays/<slug:site>/<day:day>/keep/", rotas.keep_holiday, name="keep-holiday"),
    path("kinds/", world.kinds, name="kinds"),
    path("kinds/add/", world.kind, name="add-kind"),
    path("kinds/change/<slug:code>/", world.kind, name="kind"),
    path("prices/", world.prices, name="prices"),
    path("prices/add/", world.price, name="add-price"),
    path("prices/change/<slug:code>/", world.price, name="price"),
    path("insurers/", world.insurers, name="insurers"),
    path("insurers/add/", world.insurer, name="add-insurer"),
    path("insurers/change/<slug:code>/", world.insurer, name="insurer"),
    path("rooms/", world.rooms, name="rooms"),
    path("rooms/add/", world.room, name="add-room"),
    path("rooms/change/<slug:code>/", world.room, name="room"),
    path("sites/", world.sites, name="sites"),
    path("sites/add/", world.site, name="add-site"),
    path("sites/change/<slug:code>/", world.site, name="site"),
    path("people/", world.diaries, name="diaries"),
    path("people/add/", world.diary, name="add-diary"),
    path("people/change/<slug:code>/", world.diary, name="diary"),
    path("rules/", world.policy, name="policy"),
    path("messages/", messages.failed, name="messages"),
    path("messages/<uuid:public_id>/resend/", messages.resend, name="resend"),
]
