//! Doors and the account: sign up, sign in, verify, profile, tokens, sessions.

use askama::Template;

use crate::{Choice, Form, Layout};

/// `/sign-up`. Fields: `name`, `email`, `password`, `creator`, `next`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "sign_up.html")]
pub struct SignUp {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: Form,
    /// Where to go afterwards, a path on this site.
    pub next: String,
    /// The least characters of a password.
    pub password_characters_min: usize,
    /// What a good password is.
    pub password_hint: String,
}

/// `/sign-in`. Fields: `email`, `password`, `next`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: Form,
    /// Where to go afterwards, a path on this site.
    pub next: String,
}

/// After signing up: check your inbox. Posts `email` to `/verify/again`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "verify.html")]
pub struct VerifyEmail {
    /// The frame.
    pub layout: Layout,
    /// Where the e-mail went.
    pub email: String,
    /// How long its link works: `two days`.
    pub holds: String,
}

/// An API token, as far as it can still be seen.
#[derive(Clone, Debug, Default)]
pub struct TokenLine {
    /// Its identifier.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// What it may do, in words.
    pub scopes: String,
    /// When it was made.
    pub made: String,
    /// When it was last used, or `never`.
    pub used: String,
    /// When it ends by itself, or `never`.
    pub ends: String,
}

/// A browser that is signed in.
#[derive(Clone, Debug, Default)]
pub struct SessionLine {
    /// Its identifier.
    pub id: String,
    /// `Firefox on Linux`.
    pub place: String,
    /// When it signed in.
    pub since: String,
    /// When it was last seen.
    pub seen: String,
    /// The one that looks at this page.
    pub current: bool,
}

/// A part of a long list of choices, under its own heading.
#[derive(Clone, Debug, Default)]
pub struct ChoiceGroup {
    /// `Europe`.
    pub title: String,
    /// What can be chosen of it.
    pub choices: Vec<Choice>,
}

/// How somebody reads figures and times.
#[derive(Clone, Debug, Default)]
pub struct ReadingChoices {
    /// Forms of figures, the first following the browser.
    pub locales: Vec<Choice>,
    /// What following the browser means for times: `As my browser says: Europe/Berlin`.
    pub zone_of_browser: String,
    /// Time zones by area.
    pub zones: Vec<ChoiceGroup>,
    /// A moment and an amount, as they read them now.
    pub sample: String,
}

/// `/account`. Posts to `/account` (`name`), `/account/reading` (`locale`, `zone`), `/account/email` (`email`, `password`), `/account/email/keep`,
/// `/account/password` (`current_password`, `new_password`), `/account/shop`, `/account/tokens` (`name`, `scope`
/// repeated, `days`), `/account/tokens/revoke` (`token`), `/account/sessions/end` (`session`; without it all of them).
#[derive(Clone, Debug, Default, Template)]
#[template(path = "account.html")]
pub struct Account {
    /// The frame.
    pub layout: Layout,
    /// `name`, `email`, and what is wrong with the passwords.
    pub form: Form,
    /// `name` of a new token, `scope`.
    pub token_form: Form,
    /// The address that e-mails go to.
    pub email: String,
    /// Whether the address has been confirmed.
    pub email_verified: bool,
    /// The address that waits to be confirmed.
    pub new_email: Option<String>,
    /// The least characters of a password.
    pub password_characters_min: usize,
    /// What a good password is.
    pub password_hint: String,
    /// How they read figures and times.
    pub reading: ReadingChoices,
    /// Whether they have a shop.
    pub is_creator: bool,
    /// What a token may be allowed.
    pub scopes: Vec<Choice>,
    /// How long a new token works.
    pub token_days: Vec<Choice>,
    /// A token that was just made, shown this once.
    pub new_token: Option<String>,
    /// Tokens in force.
    pub tokens: Vec<TokenLine>,
    /// Browsers that are signed in.
    pub sessions: Vec<SessionLine>,
}

/// `GET /verify-email`: the link in an e-mail. Posts `token` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "confirm.html")]
pub struct ConfirmAddress {
    /// The frame.
    pub layout: Layout,
    /// The link's secret.
    pub token: String,
    /// The address that it was sent to.
    pub email: String,
    /// Whether an account changes to this address; otherwise it has just been made.
    pub change: bool,
}

/// `/forgot-password`. Posts `email` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "forgot.html")]
pub struct ForgotPassword {
    /// The frame.
    pub layout: Layout,
    /// `email`.
    pub form: Form,
    /// Whether the link is on its way.
    pub sent: bool,
}

/// `/reset-password`. Posts `token`, `new_password` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "reset.html")]
pub struct ResetPassword {
    /// The frame.
    pub layout: Layout,
    /// What is wrong with what was typed.
    pub form: Form,
    /// The link's secret.
    pub token: String,
    /// Whose password it is.
    pub email: String,
    /// The least characters of a password.
    pub password_characters_min: usize,
    /// What a good password is.
    pub hint: String,
}

/// `/account/undo`: the link that goes to the former address. Posts `token` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "undo.html")]
pub struct UndoChange {
    /// The frame.
    pub layout: Layout,
    /// The link's secret.
    pub token: String,
    /// The former address.
    pub email: String,
}

/// `/account/close`. Posts `password` to the same address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "close.html")]
pub struct CloseAccount {
    /// The frame.
    pub layout: Layout,
    /// What is wrong with what was typed.
    pub form: Form,
    /// What has to be done first.
    pub first: Vec<String>,
    /// After how many days the person is forgotten.
    pub days: u32,
}

/// `/upload` for somebody who has no shop yet. Posts to `/account/shop`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "open_shop.html")]
pub struct OpenShop {
    /// The frame.
    pub layout: Layout,
}
