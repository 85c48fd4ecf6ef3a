from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "maplebridge.portal"
    label = "portal"
