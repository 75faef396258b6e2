//! Taking in a shop's picture: asked first, then read piece by piece, then written down with the job that makes it anew.

use std::fmt::Display;

use basis::{Actor, Scope};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use store::{
    Stored,
    entities::shop_picture::{self, State},
};

use super::{
    MakeShopPicture,
    rows::{forget, lock, rows_of},
};
use crate::{
    Error, FieldError, Fields, Market, accounts,
    attachment::HEAD_BYTES,
    blobs::{self, RemoveBlobs},
    context::commit,
    event::{ShopEdited, ShopField},
    ingest::is_photo,
    limits,
};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureOutcome {
    /// It is written. A new picture is shown as soon as it is made anew; until then the one before it is.
    Saved,
    /// Something cannot stay as it was sent.
    Invalid(Vec<FieldError>),
    /// The asker has no shop, or it has no picture.
    NotFound,
    /// The picture did not arrive whole, and nothing of it is kept: why.
    BrokenOff(String),
}

/// Takes in a picture of the asker's shop. What is too long is refused as soon as it is.
///
/// # Errors
/// The database, the disk or the bucket does not answer.
pub async fn receive_picture<E: Display>(
    market: &Market,
    actor: &Actor,
    alt: &str,
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
) -> Result<PictureOutcome, Error> {
    let Some(shop) = own(market, actor).await? else { return Ok(PictureOutcome::NotFound) };
    let mut fields = Fields::default();
    let alt = fields.line("alt", alt, &limits::PHOTO_ALT);
    if let Err(wrong) = fields.done() {
        return Ok(PictureOutcome::Invalid(wrong));
    }
    let mut writer = market.blobs().writer().await?;
    let mut head = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = match piece {
            Ok(piece) => piece,
            Err(error) => return Ok(PictureOutcome::BrokenOff(error.to_string())),
        };
        if writer.bytes() + piece.len() as u64 > limits::PHOTO_BYTES.max as u64 {
            return Ok(refused(TOO_LARGE));
        }
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES - head.len())]);
        writer.write(&piece).await?;
    }
    if !is_photo(&head) {
        return Ok(refused(NO_PICTURE));
    }
    let stored = blobs::keep(market, writer.seal().await?).await?;
    write_down(market, shop, alt, &stored).await
}

const TOO_LARGE: &str = "A picture has at most 26 MB here. Save it smaller and choose it again.";
const NO_PICTURE: &str = "A picture is a JPEG, PNG or WebP. Save it as one of these and choose it again.";
const _: () = assert!(limits::PHOTO_BYTES.max / 1_000_000 == 26, "the sentence says so");

fn refused(words: &str) -> PictureOutcome {
    PictureOutcome::Invalid(vec![FieldError { field: "picture".to_owned(), message: words.to_owned() }])
}

async fn own(market: &Market, actor: &Actor) -> Result<Option<accounts::Shop>, Error> {
    match actor.account().filter(|_| actor.may(Scope::Sell)) {
        Some(account) => accounts::shop_of(market, account).await,
        None => Ok(None),
    }
}

/// One that waits, or could not be read, gives way at once; one that is shown stays until the new one can be.
async fn write_down(
    market: &Market,
    shop: accounts::Shop,
    alt: String,
    stored: &Stored,
) -> Result<PictureOutcome, Error> {
    let tx = market.begin().await?;
    lock(&tx, shop.id).await?;
    for row in rows_of(&tx, shop.id).await?.into_iter().filter(|row| row.state != State::Ready) {
        forget(&tx, row).await?; // The bytes that it named are collected.
    }
    blobs::confirm(&tx, &stored.hash).await?;
    let id = market.id();
    let row = shop_picture::ActiveModel {
        id: Set(id),
        shop_id: Set(shop.id),
        alt: Set(alt),
        state: Set(State::Waiting),
        upload: Set(Some(stored.hash.to_string())),
        created_at: Set(market.now()),
    };
    shop_picture::Entity::insert(row).exec_without_returning(&tx).await?;
    market.enqueue(&tx, &MakeShopPicture { picture: id, shop: shop.id }).await?;
    commit(tx).await?;
    Ok(PictureOutcome::Saved)
}

/// Says what is on the picture of the asker's shop.
///
/// # Errors
/// The database does not answer.
pub async fn describe_picture(market: &Market, actor: &Actor, alt: &str) -> Result<PictureOutcome, Error> {
    let Some(shop) = own(market, actor).await? else { return Ok(PictureOutcome::NotFound) };
    let mut fields = Fields::default();
    let alt = fields.line("alt", alt, &limits::PHOTO_ALT);
    if let Err(wrong) = fields.done() {
        return Ok(PictureOutcome::Invalid(wrong));
    }
    let tx = market.begin().await?;
    let described = shop_picture::Entity::update_many()
        .col_expr(shop_picture::Column::Alt, Expr::value(alt))
        .filter(shop_picture::Column::ShopId.eq(shop.id))
        .exec(&tx)
        .await?;
    if described.rows_affected == 0 {
        return Ok(PictureOutcome::NotFound);
    }
    market.tell(&tx, ShopEdited { shop: shop.id, account: shop.account, changed: vec![ShopField::Picture] }).await?;
    commit(tx).await?;
    Ok(PictureOutcome::Saved)
}

/// Takes the picture off the asker's shop; its bytes go within minutes, unless others have the same.
///
/// # Errors
/// The database does not answer.
pub async fn remove_picture(market: &Market, actor: &Actor) -> Result<PictureOutcome, Error> {
    let Some(shop) = own(market, actor).await? else { return Ok(PictureOutcome::NotFound) };
    let tx = market.begin().await?;
    lock(&tx, shop.id).await?;
    let rows = rows_of(&tx, shop.id).await?;
    if rows.is_empty() {
        return Ok(PictureOutcome::NotFound);
    }
    let mut hashes = Vec::new();
    for row in rows {
        hashes.extend(forget(&tx, row).await?);
    }
    market.enqueue(&tx, &RemoveBlobs { of: shop.id, hashes }).await?;
    market.tell(&tx, ShopEdited { shop: shop.id, account: shop.account, changed: vec![ShopField::Picture] }).await?;
    commit(tx).await?;
    Ok(PictureOutcome::Saved)
}
