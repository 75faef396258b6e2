//! Pages that the operator writes and a shop must have: terms, privacy, imprint, contact.
//!
//! A page that was never written is nowhere: no address, no link to it.

use basis::{Actor, Role, Scope, Time};
use sea_orm::{ActiveValue::Set, EntityTrait, QuerySelect};
use serde_json::json;
use store::{LockForChange, entities::house_page};

use crate::{
    Error, FieldError, Fields, Market,
    audit::{self, Action},
    context::commit,
    limits, lock,
    memory::Weigh,
};

/// One of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HousePage {
    /// What buyers and creators agree to.
    Terms,
    /// What becomes of what is known of them.
    Privacy,
    /// Who runs the market.
    Imprint,
    /// How they are reached.
    Contact,
}

impl HousePage {
    /// Every page, in the order of their links.
    pub const ALL: [Self; 4] = [Self::Terms, Self::Privacy, Self::Imprint, Self::Contact];

    /// Its word in the address.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Privacy => "privacy",
            Self::Imprint => "imprint",
            Self::Contact => "contact",
        }
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Terms => "Terms",
            Self::Privacy => "Privacy",
            Self::Imprint => "Imprint",
            Self::Contact => "Contact",
        }
    }

    /// What belongs on it.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Terms => "What buyers and creators agree to when they use this market.",
            Self::Privacy => "What you keep about people, why, for how long, and how they get it removed.",
            Self::Imprint => "Who runs this market: name, address, register, tax number.",
            Self::Contact => "How people reach you, and when they can expect an answer.",
        }
    }

    /// The page behind a word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.slug() == slug)
    }
}

/// What a page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseText {
    /// In Markdown.
    pub text: String,
    /// When it was written last.
    pub updated_at: Time,
}

/// What came of writing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    /// Everybody can read it.
    Written,
    /// It was left empty, and is no longer there.
    Removed,
    /// Somebody else has written it since the asker looked; nothing was changed.
    Changed,
    /// The asker is no operator.
    Forbidden,
    /// It cannot stay as it was typed.
    Invalid(Vec<FieldError>),
}

/// What `page` says; none where it was not written.
///
/// # Errors
/// The database does not answer.
pub async fn house_page(market: &Market, page: HousePage) -> Result<Option<HouseText>, Error> {
    let row = house_page::Entity::find_by_id(page.slug()).one(market.store().read()).await?;
    Ok(row.map(|row| HouseText { text: row.text, updated_at: row.updated_at }))
}

/// Those that are written, in the order of their links: every page asks for them.
///
/// # Errors
/// The database does not answer.
pub async fn written_pages(market: &Market) -> Result<Vec<HousePage>, Error> {
    let find = async {
        let slugs: Vec<String> = house_page::Entity::find()
            .select_only()
            .column(house_page::Column::Slug)
            .into_tuple()
            .all(market.store().read())
            .await?;
        let is_written = |page: &HousePage| slugs.iter().any(|slug| slug == page.slug());
        Ok(HousePage::ALL.into_iter().filter(is_written).collect())
    };
    market.memory().house(market.now(), find).await
}

impl Weigh for HousePage {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

/// Writes `page`, or takes it away where `text` is empty. `seen` is when the version that the asker had before them was
/// written; none where there was none.
///
/// # Errors
/// The database does not answer.
pub async fn write_house_page(
    market: &Market,
    actor: &Actor,
    page: HousePage,
    text: &str,
    seen: Option<Time>,
) -> Result<WriteOutcome, Error> {
    if !actor.is(Role::Operator) || !actor.may(Scope::Admin) {
        return Ok(WriteOutcome::Forbidden);
    }
    let mut fields = Fields::default();
    let text = fields.text("text", text, &limits::HOUSE_PAGE);
    if let Err(wrong) = fields.done() {
        return Ok(WriteOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    // Two operators who write the same page for the first time have no row to wait at.
    lock::hold(&tx, lock::Sequence::Audit).await?;
    let before = house_page::Entity::find_by_id(page.slug()).lock_for_change().one(&tx).await?;
    if before.as_ref().map(|row| row.updated_at) != seen {
        return Ok(WriteOutcome::Changed);
    }
    let subject = format!("page:{}", page.slug());
    let detail =
        json!({ "characters": text.chars().count(), "blake3": blake3::hash(text.as_bytes()).to_hex().as_str() });
    if text.is_empty() {
        house_page::Entity::delete_by_id(page.slug()).exec(&tx).await?;
    } else {
        let row = house_page::ActiveModel {
            slug: Set(page.slug().to_owned()),
            text: Set(text.clone()),
            updated_at: Set(market.now()),
        };
        if before.is_some() {
            house_page::Entity::update(row).exec(&tx).await?;
        } else {
            house_page::Entity::insert(row).exec_without_returning(&tx).await?;
        }
    }
    audit::write(market, &tx, actor, Action::WroteHousePage, &subject, detail).await?;
    commit(tx).await?;
    market.memory().forget_house();
    Ok(if text.is_empty() { WriteOutcome::Removed } else { WriteOutcome::Written })
}
