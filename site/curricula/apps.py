from django.apps import AppConfig


class CurriculaConfig(AppConfig):
    name = "curricula"
    verbose_name = "Curricula"

    def ready(self) -> None:
        from curricula.audit import ACTIONS, DATA
        from curricula.models import AppliedPack, PackItem
        from people.api import register_actions, register_scope

        register_scope(AppliedPack, "unit")
        register_scope(PackItem, "pack__unit")
        register_actions(ACTIONS, data=DATA)
