from django.conf import settings


def look(request):
    return {"school_name": settings.GRIDSCHOOL_NAME, "help_phone": settings.GRIDSCHOOL_HELP_PHONE}
