"""Village banks, councils and passbooks; rulebooks of a community or a bank. SQLite makes the
rulebook's table anew, so its guards are taken off before and put on after."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

guards = import_module("maplebridge.bank.migrations.0002_guards")


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0002_guards"),
        ("people", "0005_service_teams"),
        ("territory", "0004_buildings_move_between_grids"),
    ]

    operations = [
        migrations.RunPython(guards.unguard, guards.guard),
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
                ("role", models.CharField(max_length=10)),
                ("way", models.CharField(max_length=10)),
                ("term_from", models.DateField()),
                ("term_to", models.DateField(null=True)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "role", "term_from", "id"],
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
                ("number", models.PositiveIntegerField()),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["bank", "number"],
            },
        ),
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
                ("path", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=80)),
                ("founded_on", models.DateField()),
                ("founded_at", models.DateTimeField()),
                ("closed_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["path", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="rulebook",
            name="bank_one_rulebook_a_version",
        ),
        migrations.RemoveConstraint(
            model_name="rulebook",
            name="bank_one_rulebook_a_day",
        ),
        migrations.AddField(
            model_name="rulebook",
            name="owner_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner_id__isnull", True)),
                fields=("name", "version"),
                name="bank_one_rulebook_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner_id__isnull", True)),
                fields=("name", "valid_from"),
                name="bank_one_rulebook_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner_id__isnull", False)),
                fields=("owner_id", "name", "version"),
                name="bank_one_own_rulebook_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner_id__isnull", False)),
                fields=("owner_id", "name", "valid_from"),
                name="bank_one_own_rulebook_a_day",
            ),
        ),
        migrations.AddField(
            model_name="bankcouncilmember",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="passbook",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.household"
            ),
        ),
        migrations.AddField(
            model_name="villagebank",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.place"
            ),
        ),
        migrations.AddField(
            model_name="passbook",
            name="bank",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passbooks",
                to="bank.villagebank",
            ),
        ),
        migrations.AddField(
            model_name="bankcouncilmember",
            name="bank",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seats",
                to="bank.villagebank",
            ),
        ),
        migrations.AddConstraint(
            model_name="villagebank",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)),
                fields=("path",),
                name="one_running_bank_a_village",
            ),
        ),
        migrations.AddConstraint(
            model_name="villagebank",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("closed_on__gte", models.F("founded_on")),
                    _connector="OR",
                ),
                name="a_bank_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="passbook",
            constraint=models.UniqueConstraint(
                fields=("bank", "number"), name="one_household_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="passbook",
            constraint=models.UniqueConstraint(
                fields=("bank", "household"), name="one_passbook_a_household"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcouncilmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("chair", "treasurer", "member"))),
                name="bank_seat_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcouncilmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("elected", "appointed"))),
                name="bank_seat_way_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcouncilmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("term_to__isnull", True),
                    ("term_to__gte", models.F("term_from")),
                    _connector="OR",
                ),
                name="bank_seat_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcouncilmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("term_to__isnull", True)),
                fields=("bank", "person"),
                name="one_open_seat_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcouncilmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("term_to__isnull", True), models.Q(("role", "member"), _negated=True)
                ),
                fields=("bank", "role"),
                name="one_chair_and_one_treasurer",
            ),
        ),
        migrations.RunPython(guards.guard, guards.unguard),
    ]
