//! In which form somebody reads figures, money, days and times, and choosing it.

use basis::Actor;
use locale::{Forms, Locale, Zone};
use sea_orm::{ActiveValue::Set, EntityTrait};
use store::entities::account;

use super::{
    ChangeOutcome,
    change::{held, owner},
};
use crate::{Error, Fields, Market, context::commit};

/// What somebody chose; what is none follows their browser.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// How they write figures.
    pub locale: Option<&'static Locale>,
    /// Where their clock hangs.
    pub zone: Option<Zone>,
}

impl Reading {
    /// What is stored with an account. A zone or a locale that is no longer known is none: a page must not fail by it.
    pub(super) fn of(row: &account::Model) -> Self {
        Self {
            locale: row.locale.as_deref().and_then(Locale::named),
            zone: row.time_zone.as_deref().and_then(Zone::named),
        }
    }

    /// The forms of what is written where no browser asks: an e-mail.
    pub fn forms(&self) -> Forms {
        let house = Forms::default();
        Forms { locale: self.locale.unwrap_or(house.locale), zone: self.zone.clone().unwrap_or(house.zone) }
    }
}

/// What an account's e-mails are written in.
pub(crate) fn forms_of(row: &account::Model) -> Forms {
    Reading::of(row).forms()
}

/// How the asker wants to read, by the names of a locale and a time zone; an empty one follows the browser.
#[derive(Clone, Debug, Default)]
pub struct ChooseReading {
    /// A locale's tag: `de-CH`.
    pub locale: String,
    /// A time zone's name: `Europe/Zurich`.
    pub zone: String,
}

/// Chooses how the asker reads figures and times. Nobody else sees any of it, so that no event tells of it.
///
/// # Errors
/// The database does not answer.
pub async fn choose_reading(market: &Market, actor: &Actor, input: &ChooseReading) -> Result<ChangeOutcome, Error> {
    let Some(id) = owner(actor) else { return Ok(ChangeOutcome::NotAllowed) };
    let mut fields = Fields::default();
    let locale = Some(&*input.locale).filter(|tag| !tag.is_empty()).map(Locale::named);
    if locale == Some(None) {
        fields.wrong("locale", "This form is not known here. Choose one of the list.");
    }
    let zone = Some(&*input.zone).filter(|name| !name.is_empty()).map(Zone::named);
    if matches!(zone, Some(None)) {
        fields.wrong("zone", "This time zone is not known here. Choose one of the list.");
    }
    if let Err(wrong) = fields.done() {
        return Ok(ChangeOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    if held(&tx, id).await?.is_none() {
        return Ok(ChangeOutcome::NotAllowed);
    }
    let chosen = account::ActiveModel {
        id: Set(id),
        locale: Set(locale.flatten().map(|locale| locale.tag.to_owned())),
        time_zone: Set(zone.flatten().map(|zone| zone.name().to_owned())),
        ..Default::default()
    };
    account::Entity::update(chosen).exec(&tx).await?;
    commit(tx).await?;
    Ok(ChangeOutcome::Changed)
}
