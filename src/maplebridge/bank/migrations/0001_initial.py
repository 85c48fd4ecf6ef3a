import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("ledger", "0001_initial"),
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="VillageBank",
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
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=80)),
                ("founded_on", models.DateField()),
                ("founded_at", models.DateTimeField()),
                ("closed_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["path", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("path",),
                        name="one_running_bank_a_village",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("founded_on")),
                            _connector="OR",
                        ),
                        name="a_bank_closes_after_it_opens",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rulebook",
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
                ("name", models.CharField(max_length=40)),
                ("owner_id", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("body", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=200)),
                ("entered_by", models.UUIDField(null=True)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("owner_id__isnull", True)),
                        fields=("name", "version"),
                        name="bank_one_rulebook_a_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner_id__isnull", True)),
                        fields=("name", "valid_from"),
                        name="bank_one_rulebook_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner_id__isnull", False)),
                        fields=("owner_id", "name", "version"),
                        name="bank_one_own_rulebook_a_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("owner_id__isnull", False)),
                        fields=("owner_id", "name", "valid_from"),
                        name="bank_one_own_rulebook_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankCouncilMember",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="bank.villagebank",
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
                ("role", models.CharField(max_length=10)),
                ("way", models.CharField(max_length=10)),
                ("term_from", models.DateField()),
                ("term_to", models.DateField(null=True)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "role", "term_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("chair", "treasurer", "member"))),
                        name="bank_seat_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("elected", "appointed"))),
                        name="bank_seat_way_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term_to__isnull", True),
                            ("term_to__gte", models.F("term_from")),
                            _connector="OR",
                        ),
                        name="bank_seat_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("term_to__isnull", True)),
                        fields=("bank", "person"),
                        name="one_open_seat_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("term_to__isnull", True), models.Q(("role", "member"), _negated=True)
                        ),
                        fields=("bank", "role"),
                        name="one_chair_and_one_treasurer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Passbook",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passbooks",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank", "number"), name="one_household_a_number"
                    ),
                    models.UniqueConstraint(
                        fields=("bank", "household"), name="one_passbook_a_household"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterReward",
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
                ("matter_id", models.UUIDField()),
                ("closing", models.PositiveIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("part", models.CharField(max_length=10)),
                ("household_id", models.UUIDField(null=True)),
                ("points", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=20)),
                (
                    "transfer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.transfer",
                    ),
                ),
                (
                    "rulebook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.rulebook",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["matter_id", "closing", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("matter_id", "closing", "number"), name="bank_one_share_a_taker"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reason", "given")),
                        fields=("matter_id", "household_id"),
                        name="bank_one_share_a_household_and_matter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["reporter", "helper"])),
                        name="bank_part_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "given",
                                    "not_rewarded",
                                    "anonymous",
                                    "no_household",
                                    "same_household",
                                    "already_given",
                                ],
                            )
                        ),
                        name="bank_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("household_id__isnull", False),
                                ("points__gt", 0),
                                ("reason", "given"),
                                ("transfer__isnull", False),
                            ),
                            models.Q(
                                models.Q(("reason", "given"), _negated=True),
                                ("points", 0),
                                ("transfer__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_points_come_with_a_transfer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthNotice",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="bank.villagebank",
                    ),
                ),
                ("month", models.DateField()),
                (
                    "charter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.rulebook",
                    ),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("closes_at", models.DateTimeField()),
                ("certain", models.BooleanField()),
                ("posted_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["bank", "-month"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("posted_at__isnull", True)),
                        fields=["closes_at"],
                        name="notice_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "month"), name="one_notice_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("published_at"))),
                        name="a_notice_leaves_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RingLook",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.villagebank",
                    ),
                ),
                ("mark", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank", "mark"), name="a_ring_is_looked_at_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FundPurpose",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purposes",
                        to="bank.villagebank",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60)),
                ("covers_points", models.BooleanField(default=True)),
                ("official_code", models.CharField(blank=True, max_length=20)),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "name"), name="one_purpose_a_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="HonourCategory",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honours",
                        to="bank.villagebank",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "-year", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank", "year", "name"), name="one_honour_a_name_and_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reward",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="bank.villagebank",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("about", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(max_length=10)),
                ("points", models.PositiveIntegerField()),
                ("offered", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "points", "id"],
                "indexes": [
                    models.Index(fields=["bank", "offered", "points"], name="bank_rewards_on_offer")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("goods", "service", "honour"))),
                        name="bank_reward_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gt", 0), ("points__lte", 100000)),
                        name="bank_reward_has_a_price",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("offered", True)),
                        fields=("bank", "name"),
                        name="one_offered_reward_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deed",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("field", models.CharField(max_length=20)),
                ("points", models.PositiveIntegerField()),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.rulebook",
                    ),
                ),
                (
                    "charter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.rulebook",
                    ),
                ),
                ("done_on", models.DateField()),
                ("state", models.CharField(default="entered", max_length=10)),
                ("text", models.CharField(blank=True, max_length=200)),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                ("photo_hash", models.BigIntegerField(null=True)),
                (
                    "looks_like",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.deed",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("approver_household_id", models.UUIDField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=200)),
                ("hold_id", models.UUIDField(null=True, unique=True)),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="bank.monthnotice",
                    ),
                ),
            ],
            options={
                "ordering": ["-entered_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["bank", "state", "entered_at", "id"], name="deed_bank_state"
                    ),
                    models.Index(fields=["household", "-done_on", "-id"], name="deed_household"),
                    models.Index(fields=["entered_by", "-entered_at"], name="deed_entered_by"),
                    models.Index(
                        condition=models.Q(("photo_hash__isnull", False)),
                        fields=["bank", "-id", "photo_hash"],
                        name="deed_photos",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "entered",
                                    "approved",
                                    "noticed",
                                    "posted",
                                    "voided",
                                    "refused",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="deed_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "field__in",
                                [
                                    "moral_culture",
                                    "rule_of_law",
                                    "mediation",
                                    "public_safety",
                                    "environment",
                                ],
                            )
                        ),
                        name="deed_field_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gt", 0)), name="deed_points_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver_household_id__isnull", True),
                            models.Q(
                                ("approver_household_id", models.F("household")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="nobody_approves_for_their_own_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["approved", "noticed", "posted"]), _negated=True
                            ),
                            models.Q(("decided_at__isnull", False), ("hold_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="approved_points_are_promised",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("notice__isnull", False),
                                ("state__in", ["noticed", "posted", "voided"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["noticed", "posted", "voided"]), _negated=True
                                ),
                                ("notice__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="points_come_after_a_notice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Donation",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="donations",
                        to="bank.villagebank",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=10)),
                ("gift", models.CharField(max_length=10)),
                ("way", models.CharField(blank=True, max_length=10)),
                ("amount_fen", models.BigIntegerField()),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.fundpurpose",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200)),
                ("donor_name", models.CharField(blank=True, max_length=80)),
                ("named", models.BooleanField(default=False)),
                ("given_on", models.DateField()),
                (
                    "transfer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.transfer",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("why_back", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["bank", "-year", "-number"],
                "indexes": [
                    models.Index(fields=["bank", "named", "-given_on"], name="bank_donors"),
                    models.Index(fields=["given_on"], name="bank_gifts_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank", "year", "number"), name="one_receipt_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0), ("number__gt", 0)),
                        name="bank_a_gift_is_worth_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("town", "sponsor", "villager"))),
                        name="bank_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gift", "money"), ("way__in", ("account", "cash"))),
                            models.Q(
                                ("gift__in", ("money", "goods")),
                                ("way", ""),
                                models.Q(("gift", "money"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_money_comes_on_a_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("named", False),
                            models.Q(("donor_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="bank_only_a_name_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Spending",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spendings",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.fundpurpose",
                    ),
                ),
                ("amount_fen", models.BigIntegerField()),
                ("way", models.CharField(max_length=10)),
                ("what", models.CharField(max_length=200)),
                ("payee", models.CharField(blank=True, max_length=80)),
                ("paid_on", models.DateField()),
                (
                    "reward",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.reward",
                    ),
                ),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(default="prepared", max_length=10)),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.transfer",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("prepared_at", models.DateTimeField()),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("why_not", models.CharField(blank=True, max_length=200)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("number", models.PositiveIntegerField(null=True)),
            ],
            options={
                "ordering": ["bank", "-id"],
                "indexes": [
                    models.Index(fields=["bank", "state", "id"], name="bank_spendings_by_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="bank_spending_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("account", "cash"))),
                        name="bank_spending_way_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("prepared", "approved", "refused"))),
                        name="bank_spending_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("number__isnull", True),
                                ("reviewed_by__isnull", True),
                                ("state", "prepared"),
                            ),
                            models.Q(
                                ("number__isnull", True),
                                ("reviewed_by__isnull", False),
                                ("state", "refused"),
                            ),
                            models.Q(
                                ("number__isnull", False),
                                ("reviewed_by__isnull", False),
                                ("state", "approved"),
                            ),
                            _connector="OR",
                        ),
                        name="bank_spending_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="bank_spending_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pieces", 0), ("reward__isnull", True)),
                            models.Q(("pieces__gt", 0), ("reward__isnull", False)),
                            _connector="OR",
                        ),
                        name="bank_what_is_bought_is_counted",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("bank", "year", "number"),
                        name="one_voucher_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
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
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to="bank.honourcategory",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                ("shown_name", models.CharField(blank=True, max_length=60)),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("way", models.CharField(blank=True, max_length=10)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("chosen_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["category", "id"],
                "indexes": [models.Index(fields=["household", "-id"], name="bank_nominations_of")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("category", "household"), name="one_nomination_a_household"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chosen_at__isnull", True),
                            ("agreed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="bank_nobody_is_honoured_unasked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at__isnull", True), ("way", "")),
                            ("way__in", ["account", "paper"]),
                            _connector="OR",
                        ),
                        name="bank_agreed_on_a_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declined_at__isnull", True),
                            ("agreed_at__isnull", True),
                            _connector="OR",
                        ),
                        name="bank_declined_is_not_agreed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeedWitness",
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
                    "deed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witnesses",
                        to="bank.deed",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                ("beneficiary", models.UUIDField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("said_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("deed", "household"), name="a_household_says_it_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("household", models.F("beneficiary")), _negated=True),
                        name="no_witness_from_within",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
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
                    "deed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="bank.deed",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("on_paper", models.BooleanField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("upheld", models.BooleanField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("upheld__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("upheld__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_answer_says_yes_or_no",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockLot",
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
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="bank.reward",
                    ),
                ),
                ("pieces", models.PositiveIntegerField()),
                ("cost_fen", models.BigIntegerField()),
                (
                    "purpose",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.fundpurpose",
                    ),
                ),
                (
                    "donation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lot",
                        to="bank.donation",
                    ),
                ),
                (
                    "spending",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lot",
                        to="bank.spending",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pieces__gt", 0)), name="bank_a_lot_has_pieces"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cost_fen", 0), ("purpose__isnull", True)),
                            models.Q(("cost_fen__gt", 0), ("purpose__isnull", False)),
                            _connector="OR",
                        ),
                        name="bank_cost_is_borne_by_a_purpose",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="bank.villagebank",
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("day", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("words", models.CharField(blank=True, max_length=200)),
                (
                    "donation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line",
                        to="bank.donation",
                    ),
                ),
                (
                    "spending",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line",
                        to="bank.spending",
                    ),
                ),
                ("explained", models.CharField(blank=True, max_length=200)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "-day", "-id"],
                "indexes": [models.Index(fields=["bank", "day", "id"], name="bank_lines_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank", "key"), name="one_statement_line_a_key"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", 0), _negated=True),
                        name="bank_a_line_moves_money",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("donation__isnull", True), ("spending__isnull", True)),
                            models.Q(
                                ("amount_fen__gt", 0),
                                ("donation__isnull", False),
                                ("spending__isnull", True),
                            ),
                            models.Q(
                                ("amount_fen__lt", 0),
                                ("donation__isnull", True),
                                ("spending__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bank_a_line_pays_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockUnit",
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
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="bank.reward",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="bank.stocklot",
                    ),
                ),
                ("cost_fen", models.BigIntegerField()),
                ("written_off_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["reward", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cost_fen__gte", 0)), name="bank_no_negative_cost"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Redemption",
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
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="bank.reward",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="bank.stockunit",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                ("points", models.PositiveIntegerField()),
                ("cost_fen", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=12, unique=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("collect_by", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "handed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("hander_household_id", models.UUIDField(null=True)),
                ("paper", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["household", "-id"], name="bank_redemptions_of"),
                    models.Index(fields=["bank", "state", "id"], name="bank_redemptions_to_hand"),
                    models.Index(
                        condition=models.Q(("state", "reserved")),
                        fields=["collect_by"],
                        name="bank_redemptions_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("reserved", "collected"))),
                        fields=("unit",),
                        name="bank_a_piece_goes_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("reserved", "collected", "cancelled", "expired"))
                        ),
                        name="bank_redemption_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "reserved")),
                            models.Q(
                                models.Q(("state", "reserved"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bank_redemption_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "collected"), _negated=True),
                            ("handed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="bank_somebody_hands_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hander_household_id__isnull", True),
                            models.Q(
                                ("hander_household_id", models.F("household_id")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="bank_nobody_hands_to_their_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost_fen__gte", 0), ("points__gt", 0)),
                        name="bank_redemption_has_a_price",
                    ),
                ],
            },
        ),
    ]
