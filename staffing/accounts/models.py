"""Agencies, accounts and roles: the directory that scopes are made from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.db import Base, Timestamped


class RoleName(StrEnum):
    COORDINATOR = "coordinator"
    CREDENTIALING_SPECIALIST = "credentialing_specialist"
    BILLING_MANAGER = "billing_manager"
    AGENCY_ADMINISTRATOR = "agency_administrator"
    FACILITY_SCHEDULER = "facility_scheduler"
    CLINICIAN = "clinician"


AGENCY_ROLES = frozenset(
    {
        RoleName.COORDINATOR,
        RoleName.CREDENTIALING_SPECIALIST,
        RoleName.BILLING_MANAGER,
        RoleName.AGENCY_ADMINISTRATOR,
    }
)


class Agency(Timestamped, Base):
    """The staffing agency: the tenant every business row belongs to."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    timezone: Mapped[str] = mapped_column(String(64), default="America/Chicago")
    phone: Mapped[str] = mapped_column(String(32), default="")
    email: Mapped[str] = mapped_column(String(255), default="")
    burden_bp: Mapped[int] = mapped_column(default=1500)
    """Employer's cost on top of pay, basis points (1500 = 15 %)."""
    margin_floor_bp: Mapped[int] = mapped_column(default=1800)
    """Gross margin under which a placement is flagged, basis points."""
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def agency_id(self) -> int:
        """Its own id: whom its audit rows belong to."""
        return self.id


account_roles = Table(
    "account_roles",
    Base.metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(RoleMixin, Base):  # type: ignore[misc]  # untyped library base
    """One of RoleName, as Flask-Security wants it."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))


class Account(UserMixin, Timestamped, Base):  # type: ignore[misc]  # untyped library base
    """A person who may sign in. Not AgencyOwned: it is read before a scope exists."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("id", "agency_id", name="uq_account_id_agency"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    """Argon2id hash; None until an invitation is taken up."""
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """The session epoch: a new value ends every open session."""
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(32), default="")
    confirmed_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(lazy="joined")
    roles: Mapped[list[Role]] = relationship(secondary=account_roles, lazy="selectin")

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset(role.name for role in self.roles)

    @property
    def acting_roles(self) -> frozenset[str]:
        """The roles that count: the agency's before a facility's before a clinician's.

        An account acts for one party at a time, the one its scope is made for. Otherwise a coordinator who
        also nurses could answer everybody's offers on the clinicians' pages.
        """
        names = self.role_names
        for party in (AGENCY_ROLES, {RoleName.FACILITY_SCHEDULER}, {RoleName.CLINICIAN}):
            if names & party:
                return frozenset(names & party)
        return frozenset()

    def __str__(self) -> str:
        return self.name
