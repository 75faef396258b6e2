//! E-mails as jobs: queued in the transaction that makes them necessary, written when they leave.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is written. It names rows and holds neither an address nor a secret: those are looked up when it leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "email", rename_all = "snake_case")]
pub enum Email {
    /// The link that proves the address of an account.
    VerifyAddress {
        /// The account.
        account: Uuid,
    },
    /// That an address has an account already, to its owner: somebody signed up with it again.
    SignedUpAgain {
        /// The account.
        account: Uuid,
    },
    /// The link to set a new password.
    ResetPassword {
        /// The account.
        account: Uuid,
    },
    /// That the password was changed.
    PasswordChanged {
        /// The account.
        account: Uuid,
    },
    /// The link that proves the address which an account shall have, to that address.
    ConfirmAddress {
        /// The account.
        account: Uuid,
    },
    /// That the address was changed, with a link to undo it, to the former address.
    AddressChanged {
        /// The account.
        account: Uuid,
    },
    /// That the account is closed.
    AccountClosed {
        /// The account.
        account: Uuid,
    },
    /// The link that makes a browser known to an account that is being guessed at.
    KnownBrowser {
        /// The account.
        account: Uuid,
    },
    /// What a moderator decided, to the creator.
    CaseDecided {
        /// The case.
        case: Uuid,
    },
    /// That picture and links of a shop were taken away, to its creator.
    ShopCleared {
        /// The shop.
        shop: Uuid,
        /// Why.
        words: String,
    },
    /// That a listing was taken down, to its creator.
    TakenDown {
        /// The listing.
        listing: Uuid,
        /// Why.
        words: String,
    },
}

/// Sends one e-mail. It leaves at least once: a mail server that took it and was not heard gets it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendEmail {
    /// What is written.
    #[serde(flatten)]
    pub email: Email,
}

impl jobs::Job for SendEmail {
    const KIND: &'static str = "send_email";
    /// Somebody waits for it.
    const PRIORITY: i32 = 20;
    /// About two hours: a mail server may be away for some time.
    const ATTEMPTS_MAX: i32 = 16;
    const TIMEOUT: Duration = Duration::from_secs(60);

    fn lane(&self) -> String {
        "emails".to_owned()
    }

    /// Asked for twice before it has left, it leaves once.
    fn unique_key(&self) -> Option<String> {
        Some(match &self.email {
            Email::VerifyAddress { account } => format!("send_email:verify_address:{account}"),
            Email::SignedUpAgain { account } => format!("send_email:signed_up_again:{account}"),
            Email::ResetPassword { account } => format!("send_email:reset_password:{account}"),
            Email::PasswordChanged { account } => format!("send_email:password_changed:{account}"),
            Email::ConfirmAddress { account } => format!("send_email:confirm_address:{account}"),
            Email::AddressChanged { account } => format!("send_email:address_changed:{account}"),
            Email::AccountClosed { account } => format!("send_email:account_closed:{account}"),
            Email::KnownBrowser { account } => format!("send_email:known_browser:{account}"),
            Email::CaseDecided { case } => format!("send_email:case_decided:{case}"),
            Email::ShopCleared { shop, .. } => format!("send_email:shop_cleared:{shop}"),
            Email::TakenDown { listing, .. } => format!("send_email:taken_down:{listing}"),
        })
    }
}
