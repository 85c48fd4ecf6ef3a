import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incoming",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("channel", models.CharField(max_length=8)),
                ("account", models.CharField(blank=True, max_length=120)),
                ("external_id", models.CharField(max_length=250)),
                ("sender", models.CharField(max_length=250)),
                ("kind", models.CharField(default="text", max_length=20)),
                ("text", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["received_at"], name="incoming_received"),
                    models.Index(
                        fields=["channel", "account", "sender", "-id"], name="incoming_sender"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "account", "external_id"),
                        name="a_message_is_stored_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("wechat", "sms", "mail", "push"))),
                        name="incoming_channel_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("channel", models.CharField(max_length=8)),
                ("account", models.CharField(blank=True, max_length=120)),
                ("to", models.CharField(max_length=250)),
                ("text", models.TextField()),
                ("data", models.JSONField(default=dict)),
                ("about_kind", models.CharField(blank=True, max_length=60)),
                ("about_id", models.UUIDField(null=True)),
                ("label", models.CharField(blank=True, max_length=40)),
                (
                    "instead_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replacements",
                        to="channels.outgoing",
                    ),
                ),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("provider_ref", models.CharField(blank=True, max_length=200)),
                ("error", models.CharField(blank=True, max_length=60)),
                ("made_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["due_at", "id"],
                        name="outgoing_due",
                    ),
                    models.Index(fields=["state", "-id"], name="outgoing_state"),
                    models.Index(
                        condition=models.Q(("provider_ref", ""), _negated=True),
                        fields=["channel", "provider_ref"],
                        name="outgoing_receipt",
                    ),
                    models.Index(fields=["channel", "account", "to", "-id"], name="outgoing_to"),
                    models.Index(fields=["about_id", "-id"], name="outgoing_about"),
                    models.Index(fields=["made_at"], name="outgoing_made"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("wechat", "sms", "mail", "push"))),
                        name="outgoing_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "sent", "delivered", "failed", "expired"])
                        ),
                        name="outgoing_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("endpoint", models.CharField(max_length=1000, unique=True)),
                ("point", models.CharField(max_length=100)),
                ("auth", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Sender",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("channel", models.CharField(max_length=8)),
                ("account", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(max_length=250)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("proved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-proved_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "account", "address"),
                        name="an_address_belongs_to_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("wechat", "mail"))),
                        name="sender_channel_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="ChosenWay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("way", models.CharField(max_length=8)),
                ("chosen_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["wechat", "sms", "mail", "page"])),
                        name="chosen_way_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=500)),
                ("types", models.CharField(max_length=200)),
                ("state", models.CharField(default="on", max_length=10)),
                ("secret_number", models.PositiveIntegerField(default=1)),
                ("double_until", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("failing_since", models.DateTimeField(null=True)),
                ("rests_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["on", "off", "gone", "failing"])),
                        name="webhook_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WechatToken",
            fields=[
                ("app_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("token", models.CharField(blank=True, max_length=600)),
                ("expires_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="GridCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("app_id", models.CharField(max_length=40)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("address", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("app_id", "place"), name="one_code_a_grid_and_account"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomingFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="channels.incoming",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["incoming", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incoming", "order"), name="one_file_a_position_of_a_message"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "webhook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="channels.webhook",
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("body", models.TextField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=20)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["webhook", "-made_at", "-id"], name="webhook_deliveries"),
                    models.Index(
                        condition=models.Q(("finished_at__isnull", False)),
                        fields=["finished_at"],
                        name="webhook_delivery_over",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state", "waiting")),
                            models.Q(
                                ("finished_at__isnull", False),
                                ("state__in", ["delivered", "failed"]),
                            ),
                            _connector="OR",
                        ),
                        name="a_webhook_delivery_ends_once",
                    )
                ],
            },
        ),
    ]
