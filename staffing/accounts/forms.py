"""Forms of sign-in and passwords."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_security.forms import ChangePasswordForm as SecurityChangePasswordForm
from flask_security.forms import LoginForm
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from staffing.accounts.models import Account
from staffing.accounts.passwords import MAX_LENGTH, faults, may_sign_in, words_of
from staffing.web.forms import BaseForm
from staffing.web.text import refuse_nul

WRONG = "That e-mail and password do not match an account that may sign in here."
ADVICE = "At least 15 characters. A short sentence is easy to remember and hard to guess; spaces are fine."


class SignInForm(LoginForm):  # type: ignore[misc]  # untyped library base
    """E-mail and password; every failure says the same, so that nobody learns who has an account."""

    email = EmailField(
        "E-mail",
        validators=[DataRequired("Enter your e-mail."), Length(max=255), refuse_nul],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        "Password",
        validators=[InputRequired("Enter your password."), Length(max=MAX_LENGTH), refuse_nul],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField("Keep me signed in on this device")

    def validate(self, **kwargs: Any) -> bool:
        passed = bool(super().validate(**kwargs))
        if passed and not may_sign_in(self.user, demo=current_app.config["SETTINGS"].demo):
            passed = False
        if not passed and self.email.data and self.password.data and "csrf_token" not in self.errors:
            self.email.errors, self.password.errors = [], []
            self.form_errors = [WRONG]
        return passed


class ChangePasswordForm(SecurityChangePasswordForm):  # type: ignore[misc]  # untyped library base
    """The present password, then the new one twice; Flask-Security checks, PasswordRules judges."""

    password = PasswordField(
        "Present password",
        validators=[InputRequired("Enter your present password."), refuse_nul],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        "New password",
        description=ADVICE,
        validators=[InputRequired("Choose a new password."), refuse_nul],
        render_kw={"autocomplete": "new-password"},
    )
    new_password_confirm = PasswordField(
        "New password again",
        validators=[
            InputRequired("Enter the new password again."),
            EqualTo("new_password", "The two new passwords are not the same."),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class InvitationForm(BaseForm):
    """The first password of an invited account."""

    new_password = PasswordField(
        "Choose a password",
        description=ADVICE,
        validators=[InputRequired("Choose a password.")],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "The same password again",
        validators=[
            InputRequired("Enter the password again."),
            EqualTo("new_password", "The two passwords are not the same."),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def judge(self, account: Account) -> bool:
        """Validate, and hold the password to the rules for this account."""
        if not self.validate_on_submit():
            return False
        found = faults(str(self.new_password.data), words_of(account))
        self.new_password.errors = [*self.new_password.errors, *found]
        return not found
