//! What the market tells: every change that matters, and what people do in the shop, as one typed enum.
//!
//! A kind has a struct, a name, a version and a subject. It is written through one door, `Market::tell`, in the
//! transaction of the change. `docs/events.md` lists all of them, each with a JSON Schema beside it; a test fails where a
//! struct has changed and its version has not. People stand in events by their identifiers alone.

mod account;
mod describe;
mod file;
mod listing;
mod order;
mod storefront;

pub use account::{
    AccountClosed, AccountEdited, AccountField, AccountLocked, AccountReopened, AccountSignedUp, AccountUnlocked,
    AccountVerified, RolesSet, ShopEdited, ShopField, ShopOpened,
};
pub use describe::{Described, described, page};
pub use file::{FileAdded, FileExamined, FileRemoved, FileReplaced, Verdict};
pub use listing::{
    CaseDecided, CaseOpened, CaseSource, DraftDiscarded, DraftOpened, ListingEdited, ListingField, ListingHeld,
    ListingPublished, ListingTakenBack, ListingTakenDown, ListingWithdrawn, Offer, OffersChanged, RevisionOpened,
};
pub use order::{
    EntitlementGranted, EntitlementRevoked, OrderDisputed, OrderFacts, OrderLine, OrderNeedsAction, OrderPaid,
    OrderPlaced, OrderProcessing, OrderRefunded, OrderRefunding, OrderRefused, OrderUnresolved,
};
pub use storefront::{BasketAdded, BasketRemoved, DownloadBegun, ListingViewed, SearchClicked, SearchMade};

use schemars::{JsonSchema, Schema};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// One kind of event. Each change of its shape raises [`Told::VERSION`]; a field that is added has a default, so that
/// what was written before can still be read, and none is taken away.
pub trait Told: Serialize + DeserializeOwned + JsonSchema {
    /// CloudEvents `type`: `listing.published`.
    const KIND: &'static str;
    /// Version of its shape.
    const VERSION: i32;

    /// CloudEvents `subject`: `listing:ID`.
    fn subject(&self) -> String;
}

/// An event that this program cannot read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No kind of this name is known here.
    #[error("the kind `{0}` is not known")]
    UnknownKind(String),
    /// It was written by a later program, in a shape that is not known here.
    #[error("`{kind}` is known up to version {known}, and this one is of version {version}")]
    LaterVersion {
        /// The kind.
        kind: String,
        /// As it was written.
        version: i32,
        /// The last one known here.
        known: i32,
    },
    /// Its data is not what its kind says.
    #[error("`{kind}` cannot be read: {why}")]
    Malformed {
        /// The kind.
        kind: String,
        /// What the reader says.
        why: String,
    },
}

/// Names the kind of a struct, the version of its shape, and the field that its subject is made of.
macro_rules! told {
    ($name:ident, $kind:literal, $version:literal, $noun:literal, $($field:ident).+) => {
        impl $crate::event::Told for $name {
            const KIND: &'static str = $kind;
            const VERSION: i32 = $version;

            fn subject(&self) -> String {
                format!(concat!($noun, ":{}"), self.$($field).+)
            }
        }
    };
}
pub(crate) use told;

/// Makes the enum of its kinds, and everything that goes over all of them.
macro_rules! events {
    ($($name:ident),+ $(,)?) => {
        /// Something that happened. What each kind means stands at its struct.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)] // Each is documented at its struct.
        pub enum Event {
            $($name($name)),+
        }

        $(impl From<$name> for Event {
            fn from(told: $name) -> Self {
                Self::$name(told)
            }
        })+

        impl Event {
            /// CloudEvents `type`: `listing.published`.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $name::KIND),+ }
            }

            /// Version of its shape.
            pub fn version(&self) -> i32 {
                match self { $(Self::$name(_) => $name::VERSION),+ }
            }

            /// CloudEvents `subject`: `listing:ID`.
            pub fn subject(&self) -> String {
                match self { $(Self::$name(told) => told.subject()),+ }
            }

            /// CloudEvents `data`.
            ///
            /// # Errors
            /// It cannot be written as JSON.
            pub fn data(&self) -> Result<Value, serde_json::Error> {
                match self { $(Self::$name(told) => serde_json::to_value(told)),+ }
            }

            /// Reads what was written, also by an earlier program.
            ///
            /// # Errors
            /// The kind or the version is not known here, or the data is not what the kind says.
            pub fn read(row: &events::Event) -> Result<Self, Unreadable> {
                match row.kind.as_str() {
                    $($name::KIND => read::<$name>(row).map(Self::$name),)+
                    other => Err(Unreadable::UnknownKind(other.to_owned())),
                }
            }
        }

        /// Name, version and shape of every kind.
        fn shapes() -> Vec<(&'static str, i32, Schema)> {
            vec![$(($name::KIND, $name::VERSION, schemars::schema_for!($name))),+]
        }
    };
}

events! {
    AccountSignedUp,
    AccountVerified,
    AccountEdited,
    AccountLocked,
    AccountUnlocked,
    AccountClosed,
    AccountReopened,
    RolesSet,
    ShopOpened,
    ShopEdited,
    DraftOpened,
    DraftDiscarded,
    RevisionOpened,
    FileAdded,
    FileReplaced,
    FileRemoved,
    FileExamined,
    ListingEdited,
    OffersChanged,
    ListingPublished,
    ListingWithdrawn,
    ListingHeld,
    ListingTakenBack,
    ListingTakenDown,
    CaseOpened,
    CaseDecided,
    OrderPlaced,
    OrderNeedsAction,
    OrderProcessing,
    OrderPaid,
    OrderRefused,
    OrderUnresolved,
    OrderRefunding,
    OrderRefunded,
    OrderDisputed,
    EntitlementGranted,
    EntitlementRevoked,
    DownloadBegun,
    ListingViewed,
    SearchMade,
    SearchClicked,
    BasketAdded,
    BasketRemoved,
}

impl events::Tell for Event {
    fn kind(&self) -> &'static str {
        self.kind()
    }

    fn version(&self) -> i32 {
        self.version()
    }

    fn subject(&self) -> String {
        self.subject()
    }

    fn data(&self) -> Result<Value, serde_json::Error> {
        self.data()
    }
}

fn read<T: Told>(row: &events::Event) -> Result<T, Unreadable> {
    if row.version > T::VERSION {
        return Err(Unreadable::LaterVersion { kind: row.kind.clone(), version: row.version, known: T::VERSION });
    }
    let malformed = |error: serde_json::Error| Unreadable::Malformed { kind: row.kind.clone(), why: error.to_string() };
    serde_json::from_value(row.data.clone()).map_err(malformed)
}
