//! Somebody says that a pattern on sale is a copy.

use sea_orm::EntityTrait;
use store::entities::listing;
use uuid::Uuid;

use crate::{
    Error, FieldError, Fields, Market,
    catalog::{State, open_case},
    context::commit,
    event::CaseSource,
    limits,
};

/// Opens a case for a moderator; the listing stays on sale until somebody has looked.
///
/// # Errors
/// The database does not answer.
pub async fn report_copy(market: &Market, id: Uuid, words: &str) -> Result<Result<(), Vec<FieldError>>, Error> {
    let mut fields = Fields::default();
    let words = fields.text("words", words, &limits::REPORT_WORDS);
    if let Err(wrong) = fields.done() {
        return Ok(Err(wrong));
    }
    let tx = market.begin().await?;
    let on_sale =
        listing::Entity::find_by_id(id).one(&tx).await?.filter(|row| State::from_word(&row.state) == State::Published);
    if let Some((row, revision)) = on_sale.and_then(|row| row.revision_id.map(|revision| (row, revision))) {
        open_case(market, &tx, CaseSource::Report, row.id, revision, &[format!("Reported as a copy: {words}")]).await?;
        commit(tx).await?;
    }
    Ok(Ok(()))
}
