from django.urls import path
from django.http import HttpResponse

app_name = "agreements"
urlpatterns = [path("", lambda r: HttpResponse("x"), name="desk")]
