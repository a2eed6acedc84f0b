"""What single sign-on says to who signs in; nothing a provider wrote is ever among it."""

from ..languages import mark

OLD = mark("this sign-in took too long, was used already, or began in another browser; begin again")
DOWN = mark(
    "single sign-on is not working at the moment; use a sign-in link or a password, and tell your administrator"
)
MANY = mark("too many people are signing in this way at once; try again in a few minutes, or use a sign-in link")
NOBODY = mark(
    "your company account is not known here; ask your manager or administrator to add you, "
    "or use the sign-in link you were given"
)
NOT_NOW = mark("your company account did not ask you to sign in anew, or does not say so; prove yourself another way")
OTHER = mark("that is another account than the one signed in here; sign out first")
SAID = mark(
    {  # RFC 6749 4.1.2.1, Core 3.1.2.6
        "access_denied": "the sign-in was cancelled, or your company account may not be used here; try again or ask IT",
        "login_required": "your company account wants you to sign in there first; begin again",
        "interaction_required": "your company account wants something of you first; begin again and follow its pages",
        "consent_required": "your company account wants your consent first; begin again and follow its pages",
        "account_selection_required": "choose one of your company accounts; begin again",
        "temporarily_unavailable": "your company account cannot sign you in just now; try again in a moment",
    }
)
