//! Enums that are stored as words: a column's type is the enum, so that a misspelt state does not compile.

/// A stored word that stands for no value of its enum.
#[derive(Debug, thiserror::Error)]
#[error("`{word}` is no {of}")]
pub struct UnknownWord {
    /// What is stored.
    pub word: String,
    /// The enum's name.
    pub of: &'static str,
}

/// Makes an enum whose values are stored as words. The first word is the one that is written; further ones, which
/// earlier releases wrote, are only read.
///
/// ```
/// store::stored_words! {
///     /// Where a parcel is.
///     pub enum Parcel {
///         /// With the sender.
///         Packed = "packed",
///         /// With the carrier.
///         OnItsWay = "on_its_way" | "sent",
///     }
/// }
/// assert_eq!("sent".parse::<Parcel>().unwrap().word(), "on_its_way");
/// ```
#[macro_export]
macro_rules! stored_words {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $word:literal $(| $earlier:literal)*),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
        #[sea_orm(value_type = "String")]
        $visibility enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of their definition.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that is stored and shown to programs.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word $(| $earlier)* => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownWord { word: word.to_owned(), of: stringify!($name) }),
                }
            }
        }
    };
}
