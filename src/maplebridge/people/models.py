"""Residents with or without an account, their households, posts, deputies, mandates and consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Role


class Person(models.Model):
    """A resident or worker, known with or without an account.

    Personal data: name and phone, to answer and to reach the person. Basis: statutory duty of the
    village or residents' committee, or the person's own request. Kept while the person lives here
    or holds a post, and 730 days after `left_on`; then name and phone are emptied, the row stays.

    `phone` is eleven digits, or "" for somebody without a phone of their own: two people never
    share one, because the code sent to it proves who signs in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    demo = models.BooleanField(default=False)
    left_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=~Q(phone=""), name="a_phone_reaches_one_person"
            )
        ]
        indexes = [models.Index(fields=["left_on"], name="person_left_on")]

    def __str__(self) -> str:
        return str(self.pk)


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(Q(phone=username) | Q(email=username))


@dataclass(frozen=True, slots=True)
class Around:
    """What is fetched with an account that signed in: path of the home ("" unknown), staff mode."""

    home_path: str
    staff_until: datetime | None
    staff_reason: str


class Account(AbstractBaseUser):
    """A way to sign in for one person: phone code, password or passkey. E-mail is never required.

    Personal data: phone and e-mail for signing in. Basis: the person's request. Kept until the
    person closes the account; one whose phone was never proved goes after 1 day.

    `last_used_on` is the last day somebody signed in with it looked at a page: after a while a code
    alone no longer opens it, because operators give numbers to new people. `vouched_phone` is the
    number that a worker, who met the person, lets open it until `vouched_until`; emptied on use.

    `person` is None only between the sign-up form and the proved code: until then nobody knows
    whose phone it is, and the account can do nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, related_name="account"
    )
    phone = models.CharField(max_length=20, unique=True, null=True)
    phone_verified = models.BooleanField(default=False)
    email = models.EmailField(unique=True, null=True)
    is_active = models.BooleanField(default=True)
    may_staff = models.BooleanField(default=False)
    last_used_on = models.DateField(null=True)
    vouched_phone = models.CharField(max_length=20, null=True)
    vouched_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    around: Around | None = None  # not a column: see queries.account_with_home

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(phone_verified=False) | Q(person__isnull=False),
                name="a_proved_phone_belongs_to_a_person",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Household(models.Model):
    """People who live together in a home. Points accounts belong to a household, not to a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    home = models.ForeignKey("territory.Home", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64, db_index=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class HouseholdMember(models.Model):
    """A person's stay in a household.

    Personal data: where a person lives, to route concerns and keep points. Basis: the person's
    own statement or the committee's duty. Removed 730 days after `ended_on`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_on__isnull=True),
                name="a_person_lives_in_one_household_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.household}"


class Post(models.Model):
    """A role held at a place for a term. `path` repeats the place's path.

    The post of a service team belongs to a `service_point`: `person` leads the team, and every
    TeamMember acts in it. It gives no power over the place where the point stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    service_point = models.ForeignKey(
        "territory.ServicePoint",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    path = models.CharField(max_length=64)
    term_from = models.DateField()
    term_to = models.DateField(null=True)

    class Meta:
        ordering = ["path", "role", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="post_role_known"
            ),
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_to__gte=F("term_from")),
                name="post_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.SERVICE_TEAM.value, service_point__isnull=False)
                | ~Q(role=Role.SERVICE_TEAM.value) & Q(service_point__isnull=True),
                name="a_service_team_has_a_point",
            ),
            models.UniqueConstraint(
                fields=["service_point"],
                condition=Q(service_point__isnull=False, term_to__isnull=True),
                name="one_team_in_force_a_point",
            ),
        ]
        indexes = [
            models.Index(fields=["role", "path"], name="post_role_path"),
            models.Index(
                fields=["service_point"],
                name="post_service_point",
                condition=Q(service_point__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.path}"


class TeamMember(models.Model):
    """Somebody of a service team, by the post they hold in the county, the town or the village.

    Whoever acts in `post` today acts in `team`: on leave that is its deputy. Both days included.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="members")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "post"],
                condition=Q(valid_to__isnull=True),
                name="a_post_is_once_in_a_team",
            ),
            models.CheckConstraint(condition=~Q(team=F("post")), name="no_team_is_its_own_member"),
        ]

    def __str__(self) -> str:
        return f"{self.post} in {self.team}"


class Deputy(models.Model):
    """The B of an AB post: who covers `post` while its holder is on leave."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(valid_to__isnull=True),
                name="one_deputy_in_force_a_post",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.post}"


class Leave(models.Model):
    """Days, first and last included, on which a holder's posts act through their deputies.

    Personal data: when a worker is away, never why. Basis: organising the duty. Removed 1,095
    days after `last_day`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}/{self.last_day}"


class Mandate(models.Model):
    """A person lets another act for them: a neighbour, a grid worker, an operator.

    Personal data: who trusts whom. Basis: the grantor's wish. Removed 1,095 days after its end.
    `witness` is the worker who took a spoken or paper mandate; None when given in the app.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grantor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(grantor=F("agent")), name="nobody_is_their_own_agent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent} for {self.grantor}"


class Consent(models.Model):
    """A receipt: a person said yes to one purpose, in one wording, and may take it back.

    Personal data: the person's choices. Basis: proof of consent (個人信息保護法 arts. 13-15). Kept
    while in force and 1,095 days after withdrawal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=60)
    text_version = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    helped_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_consent_in_force_a_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.person}"


class StaffSession(models.Model):
    """Staff mode of an account: a reason and an end, at most one hour ahead.

    Personal data: who looked after the system, when and why. Basis: 個人信息保護法 arts. 51, 54.
    Kept 1,095 days after `ends_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "ends_at"], name="staff_account_ends")]

    def __str__(self) -> str:
        return f"{self.account} until {self.ends_at}"


class AccessRecord(models.Model):
    """Somebody read another person's data, and why. The person concerned sees every row.

    Personal data: who read whose data. Basis: 個人信息保護法 arts. 51, 54. Kept 1,095 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    thing_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject", "-at", "-id"], name="access_subject_at")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class ProgramToken(models.Model):
    """A key with which a program acts for the account through the API, within its scopes.

    Personal data: which programs a person uses and the last day each was used, not when or from
    where. Basis: the person's request. Removed 90 days after `ends_on` or `revoked_at`.

    `digest` is the SHA-256 of the token, which is kept nowhere. `office` is the key of a program of
    an office: it acts by the person's posts as operator or head alone, and ends with them.
    `scopes` are codes of `rules.Scope` with spaces between.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=200)
    office = models.BooleanField(default=False)
    ends_on = models.DateField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_on"], name="program_token_ends")]

    def __str__(self) -> str:
        return str(self.pk)
