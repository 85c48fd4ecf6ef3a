"""What the lists of a worker's desk are read by, whatever stands behind them."""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

NEVER = Value(datetime(1970, 1, 1, tzinfo=UTC))
ANSWERED = Q(state="answered")


WHOSE = {
    "handler": ["handler"],
    "community": ["community"],
    "street": ["street"],
    "all": [],
}


def for_each(name, *columns, condition):
    return [
        models.Index(*place, *columns, name=f"matter_{name}_{whose}", condition=condition)
        for whose, place in WHOSE.items()
    ]


INDEXES = [
    *for_each("owed", "state", "due_at", "id", condition=Q(due_at__isnull=False)),
    *for_each("undecided", Coalesce("decide_by", NEVER), "id", condition=Q(state="returned")),
    *for_each("answered", F("reported_at").desc(), F("id").desc(), condition=ANSWERED),
    models.Index(
        fields=["due_at", "id"],
        name="matter_at_the_end",
        condition=Q(due_at__isnull=False) & (Q(state="returned") | Q(rung__gte=3)),
    ),
]


class Migration(migrations.Migration):
    dependencies = [("matters", "0031_the_timeline_is_sealed")]

    operations = [migrations.AddIndex(model_name="matter", index=index) for index in INDEXES]
