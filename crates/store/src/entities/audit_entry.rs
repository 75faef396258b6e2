//! A link of the audit log's chain.

use basis::Time;
use sea_orm::entity::prelude::*;

crate::stored_words! {
    /// What was done. The words are part of each link's hash: none is ever written another way.
    pub enum Action {
        /// An account was opened.
        SignedUp = "signed up",
        /// What an account may do was changed.
        SetRoles = "set roles",
        /// The owner of an account changed its password.
        ChangedPassword = "changed the password",
        /// The owner of an account set a new password by a link.
        ResetPassword = "reset the password",
        /// The owner of an account wants another e-mail address.
        AskedForAddress = "asked for another address",
        /// The new address was proven.
        ChangedAddress = "changed the address",
        /// The former address took the account back.
        UndidAddress = "undid a change of address",
        /// An API token was made.
        MadeToken = "made a token",
        /// An API token was withdrawn.
        WithdrewToken = "withdrew a token",
        /// Somebody guesses at passwords.
        PasswordsGuessed = "passwords guessed",
        /// An operator wrote one of the market's own pages, or took it away.
        WroteHousePage = "wrote a page",
        /// An operator locked an account.
        Locked = "locked",
        /// An operator opened a locked account.
        Unlocked = "opened again",
        /// An account was closed.
        Closed = "closed the account",
        /// An operator opened a closed account.
        Reopened = "opened a closed account",
        /// The person behind a closed account was forgotten.
        Forgot = "forgot a person",
        /// What is said of a listing on sale was changed.
        EditedOnSale = "edited a listing on sale",
        /// A listing waits for a moderator.
        Held = "held a listing",
        /// A listing went on sale.
        Published = "published a listing",
        /// A draft, or the new version of a listing, was deleted.
        DiscardedDraft = "deleted a draft",
        /// A listing was taken off sale.
        Withdrew = "withdrew a listing",
        /// A listing was taken down for good.
        TookDown = "took a listing down",
        /// Picture and links of a shop were taken away.
        ClearedShop = "cleared a shop",
        /// A moderator said yes.
        Approved = "approved",
        /// A moderator said no.
        Declined = "declined",
        /// An order was placed.
        PlacedOrder = "placed an order",
        /// An order was paid, and what was bought handed over.
        SettledOrder = "settled an order",
        /// Nobody could say whether an order was charged.
        LeftUnresolved = "left an order unresolved",
        /// An order is to be paid back.
        AskedForRefund = "asked for a refund",
        /// An order was paid back; earlier releases wrote this instead of asking first.
        PaidBack = "paid an order back",
        /// The provider refused to pay back.
        RefundFailed = "a refund failed",
        /// A buyer objected at their bank.
        Disputed = "an order was disputed",
        /// The bank took the money back.
        ChargedBack = "an order was charged back",
        /// What stood for a creator was paid out.
        PaidOut = "paid a creator out",
        /// A job that was given up was queued again.
        RetriedJob = "tried a job again",
        /// A job was stopped.
        CancelledJob = "cancelled a job",
        /// A consumer acts again on events.
        ReplayedEvents = "replayed events",
        /// A consumer tries a parked event again.
        RetriedEvent = "tried a parked event again",
        /// A parked event was forgotten.
        DroppedEvent = "dropped a parked event",
    }
}

/// A link of the audit log's chain.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    /// 1, 2, 3 without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When.
    pub at: Time,
    /// Who: `account:ID`, `system`.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// On what: `order:ID`.
    pub subject: String,
    /// The rest.
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    /// Hash of the link before, in hex.
    pub previous_hash: String,
    /// BLAKE3 of this link with the one before, in hex.
    pub hash: String,
}

/// Rows are joined by hand where a page needs it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
