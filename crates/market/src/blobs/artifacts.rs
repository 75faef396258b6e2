//! The positive list of what may be served to anyone, with the media type that it is served as.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde_json::Value;
use store::{
    Hash, Stored, Tx,
    entities::{artifact, shop_artifact},
};
use uuid::Uuid;

use crate::{Error, Market};

pub use artifact::Kind;

/// Something that anyone may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its content.
    pub hash: Hash,
    /// What it is.
    pub kind: Kind,
    /// As it is served.
    pub media_type: String,
    /// Its length.
    pub bytes: u64,
}

/// The artifact with this content; none where there is no such, whatever else has this content. An uploaded file is
/// none, and a picture stays one when somebody uploads it.
///
/// # Errors
/// The database does not answer.
pub async fn artifact(market: &Market, hash: &Hash) -> Result<Option<Artifact>, Error> {
    let query = artifact::Entity::find().filter(artifact::Column::Hash.eq(hash.as_str()));
    let row = query.filter(artifact::Column::Kind.is_not_in(Kind::PRIVATE)).one(market.store().read()).await?;
    match row {
        Some(row) => Artifact::try_from(row).map(Some),
        None => of_shop(market, hash).await,
    }
}

/// The same among what was made of shops' pictures.
async fn of_shop(market: &Market, hash: &Hash) -> Result<Option<Artifact>, Error> {
    let query = shop_artifact::Entity::find().filter(shop_artifact::Column::Hash.eq(hash.as_str()));
    let Some(row) = query.one(market.store().read()).await? else { return Ok(None) };
    let Some((kind, _)) = is_listed(&row.name) else { return Ok(None) };
    Ok(Some(Artifact { hash: hash.clone(), kind, media_type: row.media_type, bytes: row.bytes.unsigned_abs() }))
}

/// The picture that links carry elsewhere, made of the file that `picture` shows; none where the file was last examined
/// before such pictures were made.
///
/// # Errors
/// The database does not answer.
pub async fn card_of(market: &Market, picture: &Hash) -> Result<Option<Hash>, Error> {
    let read = market.store().read();
    let query = artifact::Entity::find().filter(artifact::Column::Hash.eq(picture.as_str()));
    let Some(picture) = query.one(read).await? else { return Ok(None) };
    let cards = artifact::Entity::find().filter(artifact::Column::FileId.eq(picture.file_id));
    let cards = cards.filter(artifact::Column::Kind.eq(Kind::Card)).filter(artifact::Column::StaleAt.is_null());
    Ok(cards.one(read).await?.map(|card| card.hash.parse()).transpose()?)
}

impl TryFrom<artifact::Model> for Artifact {
    type Error = Error;

    fn try_from(row: artifact::Model) -> Result<Self, Error> {
        let bytes = row.bytes.unsigned_abs();
        Ok(Self { hash: row.hash.parse()?, kind: row.kind, media_type: row.media_type, bytes })
    }
}

/// Puts a blob that stands on the list, as made of `file`.
pub(crate) async fn list(
    market: &Market,
    tx: &Tx,
    file: Uuid,
    stored: &Stored,
    (kind, media_type): (Kind, &str),
) -> Result<(), Error> {
    let row = artifact::ActiveModel {
        file_id: Set(file),
        hash: Set(stored.hash.to_string()),
        kind: Set(kind),
        media_type: Set(media_type.to_owned()),
        bytes: Set(i64::try_from(stored.bytes).unwrap_or(i64::MAX)),
        created_at: Set(market.now()),
        stale_at: Set(None),
    };
    let shown_again = OnConflict::columns([artifact::Column::FileId, artifact::Column::Hash])
        .update_column(artifact::Column::StaleAt)
        .to_owned();
    artifact::Entity::insert(row).on_conflict(shown_again).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes everything off the list that was made of `file`; gives what that was.
pub(crate) async fn list_no_longer(tx: &Tx, file: Uuid) -> Result<Vec<String>, Error> {
    let of_file = artifact::Column::FileId.eq(file);
    let rows = artifact::Entity::find().filter(of_file.clone()).all(tx).await?;
    artifact::Entity::delete_many().filter(of_file).exec(tx).await?;
    Ok(rows.into_iter().map(|row| row.hash).collect())
}

/// Notes which artifacts of `file` it shows now, by name: others are stale from now on, and are collected later.
pub(crate) async fn list_only(market: &Market, tx: &Tx, file: Uuid, shown: &[&Value]) -> Result<(), Error> {
    let maps = shown.iter().filter_map(|map| map.as_object());
    let shown: Vec<&str> = maps.flat_map(|map| map.values()).filter_map(Value::as_str).collect();
    artifact::Entity::update_many()
        .col_expr(artifact::Column::StaleAt, Expr::value(Some(market.now())))
        .filter(artifact::Column::FileId.eq(file))
        .filter(artifact::Column::StaleAt.is_null())
        .filter(artifact::Column::Hash.is_not_in(shown))
        .exec(tx)
        .await?;
    Ok(())
}

/// What each file among an examination's results is, and its media type; none where no examination makes such a file.
pub(crate) fn is_listed(name: &str) -> Option<(Kind, &'static str)> {
    const WEBP: &str = "image/webp";
    Some(match name {
        "sheet.tiles" => (Kind::Tiles, "application/octet-stream"),
        "whole.webp" => (Kind::Still, WEBP),
        "preview.glb" => (Kind::Preview, "model/gltf-binary"),
        "card.jpg" => (Kind::Card, "image/jpeg"),
        "camera.json" | "sheet.json" => (Kind::Facts, "application/json"),
        _ if name.strip_prefix("mended.").is_some_and(|ending| MENDED.contains(&ending)) => {
            (Kind::Mended, "application/octet-stream")
        }
        _ if is_numbered(name, "still-") || is_numbered(name, "mended-") => (Kind::Still, WEBP),
        _ if is_numbered(name, "turn-") => (Kind::Turn, WEBP),
        _ => return None,
    })
}

/// Endings of the formats that a mended file is written in.
const MENDED: [&str; 7] = ["stl", "obj", "ply", "3mf", "glb", "svg", "dxf"];

/// Whether a name is the prefix, digits, and `.webp`.
fn is_numbered(name: &str, prefix: &str) -> bool {
    let digits = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(".webp"));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_an_examination_makes_has_a_media_type() {
        assert_eq!(is_listed("still-512.webp"), Some((Kind::Still, "image/webp")));
        assert_eq!(is_listed("sheet.tiles"), Some((Kind::Tiles, "application/octet-stream")));
        assert_eq!(is_listed("turn-07.webp"), Some((Kind::Turn, "image/webp")));
        assert_eq!(is_listed("preview.glb"), Some((Kind::Preview, "model/gltf-binary")));
        assert_eq!(is_listed("mended.3mf"), Some((Kind::Mended, "application/octet-stream")));
        for name in [
            "mended.html",
            "mended.",
            "mended.stl.html",
            "",
            "still-.webp",
            "still-512.webp.html",
            "turn-../../etc/passwd",
            "../preview.glb",
            "index.html",
        ] {
            assert_eq!(is_listed(name), None, "{name}");
        }
    }
}
