"""Every address of the web app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from scheduler.web.views import channels, month, news, overview, people, posts, public, series, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.today, name="today"),
    path("today/seen/<int:event_id>/", overview.seen, name="seen"),
    path("today/settle/<int:delivery_id>/", posts.settle, name="settle"),
    path("plan/", overview.old_address, name="plan"),
    path("plan/accept/", overview.accept, name="accept-plan"),
    path("calendar/", overview.calendar, name="calendar"),
    path("calendar/pause/<str:name>/", overview.pause, name="pause"),
    path("month/", month.month, name="month"),
    path("month/answer/", month.answer, name="answer-month"),
    path("month/own/", month.own, name="own-post"),
    path("month/own/write/", month.write, name="write-post"),
    path("month/<str:ref>/", month.change, name="change-in-month"),
    path("month/<str:ref>/words/", month.reword, name="reword"),
    path("month/<str:ref>/swap/", month.swap, name="swap"),
    path("articles/", overview.articles, name="articles"),
    path("pictures/<str:sha256>/", overview.picture, name="picture"),
    path("series/new/", series.start, name="new-series"),
    path("series/read/", series.read, name="read-article"),
    path("series/<int:article_id>/tips/", series.tips, name="series-tips"),
    path("series/<int:article_id>/tips/own/", series.own_tip, name="own-tip"),
    path("series/<int:article_id>/tips/<int:tip_id>/", series.change_tip, name="change-tip"),
    path("series/<int:article_id>/post/", news.make_post, name="make-post"),
    path("series/<int:article_id>/as-tips/", news.take_tips, name="take-tips"),
    path("series/<int:article_id>/rhythm/", series.rhythm, name="series-rhythm"),
    path("series/<int:article_id>/dates/", series.dates, name="series-dates"),
    path("series/<int:article_id>/queue/", series.queue, name="queue-series"),
    path("series/<str:ref>/", overview.series, name="series"),
    path("series/<str:ref>/do/", overview.act_on_series, name="act-on-series"),
    path("messages/<str:ref>/", overview.old_address, name="message"),
    path("posts/<str:ref>/", posts.show, name="post"),
    path("posts/<str:ref>/letter/", posts.letter, name="letter"),
    path("posts/<str:ref>/do/", posts.act, name="act-on-post"),
    path("posts/<str:ref>/test/", posts.send_test, name="send-test"),
    path("posts/<str:ref>/change/", posts.change, name="change-post"),
    path("channels/", channels.channels, name="channels"),
    path("channels/<str:name>/connect/", channels.connect, name="connect"),
    path("channels/<str:name>/live/", channels.go_live, name="go-live"),
    path("channels/<str:name>/practise/", channels.practise, name="practise"),
    path("people/", people.people, name="people"),
    path("people/import/", people.take_in, name="import-people"),
    path("people/erase/", people.erase, name="erase-person"),
    path("people/export/", people.export, name="export-people"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("welcome/<str:token>/", sign_in.welcome, name="welcome"),
    path("welcome/<str:token>/begin/", sign_in.choose_password, name="choose-password"),
    path("u/<str:token>", public.leave, name="leave"),
    path("p/<str:token>", public.preferences, name="preferences"),
    path("media/<str:sha256>.<str:kind>", public.media, name="media"),
    path("done/<str:token>/", public.done_by_hand, name="done-by-hand"),
]
handler400 = "scheduler.web.views.errors.bad_request"
handler403 = "scheduler.web.views.errors.forbidden"
handler404 = "scheduler.web.views.errors.missing"
handler500 = "scheduler.web.views.errors.broken"
