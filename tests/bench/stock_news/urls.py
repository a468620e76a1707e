from django.urls import path
from stock.urls import urlpatterns as stock

from .feed import NewsFeed

urlpatterns = [path("feed/", NewsFeed()), *stock]
