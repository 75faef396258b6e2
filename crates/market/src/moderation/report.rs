//! Somebody says that a listing on sale should not be.

use basis::{Actor, ClientAddress};
use sea_orm::EntityTrait;
use store::entities::listing;
use uuid::Uuid;

use crate::{
    Error, FieldError, Fields, Market,
    brakes::Act,
    catalog::{Reasons, State, open_case},
    context::commit,
    event::CaseSource,
    limits,
};

/// What is wrong with a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportReason {
    /// It is the work of somebody else.
    Copy,
    /// Nobody may sell it: a weapon, a brand's sign, something that does harm.
    Forbidden,
    /// It is not what its page says.
    Misleading,
    /// Anything else.
    Other,
}

impl ReportReason {
    /// Every reason, in the order in which a form shows them.
    pub const ALL: [Self; 4] = [Self::Copy, Self::Forbidden, Self::Misleading, Self::Other];

    /// The word that forms send.
    pub fn word(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Forbidden => "forbidden",
            Self::Misleading => "misleading",
            Self::Other => "other",
        }
    }

    /// The reason behind a word of a form.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// The same to a person who chooses.
    pub fn label(self) -> &'static str {
        match self {
            Self::Copy => "It is a copy of somebody's work",
            Self::Forbidden => "It must not be sold here",
            Self::Misleading => "It is not what the page says",
            Self::Other => "Something else",
        }
    }

    fn sentence(self, words: &str) -> String {
        let said = match self {
            Self::Copy => "Reported as a copy",
            Self::Forbidden => "Reported as something that must not be sold",
            Self::Misleading => "Reported as not what its page says",
            Self::Other => "Reported",
        };
        format!("{said}: {words}")
    }
}

/// A report.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it is about.
    pub listing: Uuid,
    /// What is wrong.
    pub reason: ReportReason,
    /// How somebody else can see it: an address of the original, a place, a sentence.
    pub words: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportOutcome {
    /// A moderator looks at it; until then it stays on sale.
    Reported,
    /// There is no such listing on sale.
    NotFound,
    /// Something cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// Puts a listing on the moderators' desk, whoever asks, from `address`.
///
/// # Errors
/// [`Error::TooMany`], or the database does not answer.
pub async fn report(
    market: &Market,
    actor: &Actor,
    address: ClientAddress,
    input: Report,
) -> Result<ReportOutcome, Error> {
    let mut fields = Fields::default();
    let words = fields.text("words", &input.words, &limits::REPORT_WORDS);
    if let Err(wrong) = fields.done() {
        return Ok(ReportOutcome::Invalid(wrong));
    }
    market.brakes().admit(Act::Report, address.network())?;
    let tx = market.begin().await?;
    let row = listing::Entity::find_by_id(input.listing).one(&tx).await?;
    let on_sale = row.filter(|row| row.state == State::Published);
    let Some((row, revision)) = on_sale.and_then(|row| row.revision_id.map(|revision| (row, revision))) else {
        return Ok(ReportOutcome::NotFound);
    };
    let sentences = [input.reason.sentence(&words)];
    let why = Reasons { source: CaseSource::Report, sentences: &sentences, reported_by: actor.account() };
    open_case(market, &tx, row.id, revision, why).await?;
    commit(tx).await?;
    Ok(ReportOutcome::Reported)
}
