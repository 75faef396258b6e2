//! Who asks: an account with its roles, or nobody in particular.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a person may do here. One person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Buys and downloads.
    Buyer,
    /// Uploads and sells.
    Creator,
    /// Judges what was held back.
    Moderator,
    /// Runs the market.
    Operator,
}

impl Role {
    /// Every role, in the order of their reach.
    pub const ALL: [Self; 4] = [Self::Buyer, Self::Creator, Self::Moderator, Self::Operator];

    /// The word that is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Creator => "creator",
            Self::Moderator => "moderator",
            Self::Operator => "operator",
        }
    }

    /// The role behind a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// What an API token may be used for; a session in a browser holds all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read what its owner may read.
    Read,
    /// Upload, edit and publish.
    Sell,
    /// Fill a basket, check out and download.
    Buy,
    /// Everything the owner's roles allow.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Read, Self::Sell, Self::Buy, Self::Admin];

    /// The word that is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sell => "sell",
            Self::Buy => "buy",
            Self::Admin => "admin",
        }
    }

    /// The scope behind a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

/// The one who asks. Use cases take it first and decide by it alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A visitor who has not signed in.
    Visitor,
    /// A signed-in account, through a session or a token.
    Account {
        /// The account.
        account: Uuid,
        /// What it may do.
        roles: Vec<Role>,
        /// What this session or token may be used for.
        scopes: Vec<Scope>,
    },
    /// The house itself: a job, a command on the operator's own machine.
    System,
}

impl Actor {
    /// The account, if there is one.
    pub fn account(&self) -> Option<Uuid> {
        match self {
            Self::Account { account, .. } => Some(*account),
            Self::Visitor | Self::System => None,
        }
    }

    /// Whether it may act in `role`. The house may act in all.
    pub fn is(&self, role: Role) -> bool {
        match self {
            Self::Account { roles, .. } => roles.contains(&role),
            Self::System => true,
            Self::Visitor => false,
        }
    }

    /// Whether the session or token reaches as far as `scope`.
    pub fn may(&self, scope: Scope) -> bool {
        match self {
            Self::Account { scopes, .. } => scopes.contains(&scope) || scopes.contains(&Scope::Admin),
            Self::System => true,
            Self::Visitor => false,
        }
    }
}
