from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "maplebridge.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from maplebridge.core import documents, errors

        from .messages import RECORD, SENTENCES, groups, knowledge, open311, tasks, work

        errors.register(SENTENCES)
        errors.register(open311.SENTENCES)
        errors.register(work.SENTENCES)
        errors.register(knowledge.SENTENCES)
        errors.register(tasks.SENTENCES)
        errors.register(groups.SENTENCES)
        documents.name_kind("matter", RECORD)
