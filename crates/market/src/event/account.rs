//! Events of accounts and shops.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::told;

/// An account was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountSignedUp {
    /// The account.
    pub account: Uuid,
    /// What it may do: `buyer`, `creator`, `moderator`, `operator`.
    pub roles: Vec<String>,
    /// Whether its e-mail address counts as proven from the start.
    pub verified: bool,
}
told!(AccountSignedUp, "account.signed_up", 1, "account", account);

/// The owner of an account proved its e-mail address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountVerified {
    /// The account.
    pub account: Uuid,
}
told!(AccountVerified, "account.verified", 1, "account", account);

/// What an owner can change of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountField {
    /// What others see.
    Name,
    /// The address that e-mails go to.
    Email,
    /// The password.
    Password,
}

/// The owner of an account changed it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountEdited {
    /// The account.
    pub account: Uuid,
    /// What is different now.
    pub changed: Vec<AccountField>,
}
told!(AccountEdited, "account.edited", 1, "account", account);

/// An operator locked an account; its sessions have ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountLocked {
    /// The account.
    pub account: Uuid,
}
told!(AccountLocked, "account.locked", 1, "account", account);

/// An operator opened a locked account again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountUnlocked {
    /// The account.
    pub account: Uuid,
}
told!(AccountUnlocked, "account.unlocked", 1, "account", account);

/// An account was closed by its owner or for them; whoever keeps something of it forgets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountClosed {
    /// The account.
    pub account: Uuid,
}
told!(AccountClosed, "account.closed", 1, "account", account);

/// An account that had been closed was opened again, before it was forgotten.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountReopened {
    /// The account.
    pub account: Uuid,
}
told!(AccountReopened, "account.reopened", 1, "account", account);

/// What an account may do was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RolesSet {
    /// The account.
    pub account: Uuid,
    /// All of its roles from now on.
    pub roles: Vec<String>,
}
told!(RolesSet, "account.roles_set", 1, "account", account);

/// A creator's shop was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShopOpened {
    /// The shop.
    pub shop: Uuid,
    /// Whose it is.
    pub account: Uuid,
}
told!(ShopOpened, "shop.opened", 1, "shop", shop);

/// What can change in a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShopField {
    /// Its name, by which its listings are found, too.
    Title,
    /// The sentences about it.
    Bio,
    /// Its picture, or what is said of it.
    Picture,
    /// Where else its creator is.
    Links,
}

/// A creator changed their shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShopEdited {
    /// The shop.
    pub shop: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// What is different now.
    pub changed: Vec<ShopField>,
}
told!(ShopEdited, "shop.edited", 2, "shop", shop);
