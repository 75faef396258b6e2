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

/// After signing up: look into your mail. Posts to `/verify/again`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "verify.html")]
pub struct VerifyEmail {
    /// The frame.
    pub layout: Layout,
    /// Where the e-mail went.
    pub email: String,
    /// How long its link holds: `24 hours`.
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
}

/// A browser that is signed in.
#[derive(Clone, Debug, Default)]
pub struct SessionLine {
    /// `Firefox on Linux`.
    pub place: String,
    /// When it was last seen.
    pub seen: String,
    /// The one that looks at this page.
    pub current: bool,
}

/// `/account`. Posts to `/account` (`name`, `email`), `/account/shop`, `/account/tokens` (`name`,
/// `scope` repeated), `/account/tokens/revoke` (`token`), `/account/sessions/end`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "account.html")]
pub struct Account {
    /// The frame.
    pub layout: Layout,
    /// `name`, `email`.
    pub form: Form,
    /// `name` of a new token, `scope`.
    pub token_form: Form,
    /// Whether the address has been confirmed.
    pub email_verified: bool,
    /// Whether they have a shop.
    pub is_creator: bool,
    /// What a token may be allowed.
    pub scopes: Vec<Choice>,
    /// A token that was just made, shown this once.
    pub new_token: Option<String>,
    /// Tokens in force.
    pub tokens: Vec<TokenLine>,
    /// Browsers that are signed in.
    pub sessions: Vec<SessionLine>,
}
