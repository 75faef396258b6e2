//! The job that makes a shop's picture anew in the sizes it is shown in. What its camera noted of place and time is not
//! among it.

use std::{path::Path, time::Duration};

use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{
    LockForChange, Stored, Tx,
    entities::{
        shop_artifact,
        shop_picture::{self, State},
    },
};
use uuid::Uuid;

use super::{
    picture::KEPT,
    rows::{forget, lock, rows_of},
};
use crate::{
    Error, Market,
    blobs::{self, RemoveBlobs},
    context::commit,
    event::{ShopEdited, ShopField},
    examiner::{ExamineRequest, Limits, Line, Step},
    ingest::keep_made,
};

/// The longest picture that is made, bytes.
const MADE_BYTES_MAX: u64 = 8 << 20;

/// Makes one picture anew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MakeShopPicture {
    /// The picture.
    pub picture: Uuid,
    /// Whose it is: shops take turns.
    pub shop: Uuid,
}

impl jobs::Job for MakeShopPicture {
    const KIND: &'static str = "make_shop_picture";
    /// The child's own limit and time to store what it made.
    const TIMEOUT: Duration = Duration::from_secs(300);

    fn lane(&self) -> String {
        format!("shop:{}", self.shop)
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("make_shop_picture:{}", self.picture))
    }
}

/// Runs the job: the picture is shown from then on, and the one before it is gone.
///
/// # Errors
/// The database or the disk does not answer. What the file itself holds is never an error.
pub async fn make_shop_picture(market: &Market, job: &MakeShopPicture) -> Result<(), Error> {
    let row = shop_picture::Entity::find_by_id(job.picture).one(market.store().read()).await?;
    // One that was replaced or removed meanwhile needs nothing.
    let Some(upload) = row.filter(|row| row.state == State::Waiting).and_then(|row| row.upload) else { return Ok(()) };
    let blob = market.blobs().local(&upload.parse()?).await?;
    let out = market.blobs().workspace().await?;
    let request = ExamineRequest {
        path: blob.path().to_owned(),
        name: "picture".to_owned(),
        out: out.path().to_owned(),
        steps: Step::OF_PHOTO.to_vec(),
        limits: Limits::default(),
        used_for: None,
        unpack: None,
    };
    let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let hear = async {
        let mut made = Value::Null;
        while let Some(line) = lines.recv().await {
            if let Line::Done { step: Step::Photo, output } = line {
                made = output;
            }
        }
        Ok(made)
    };
    let ((), made) = tokio::try_join!(market.examiner().run(request, send), hear)?;
    let kept = keep(market, &made["artifacts"], out.path()).await?;
    conclude(market, job, &kept).await
}

/// Keeps what is shown of what was made; nothing where the picture could not be read.
async fn keep(
    market: &Market,
    made: &Value,
    folder: &Path,
) -> Result<Vec<(&'static str, &'static str, Stored)>, Error> {
    let mut kept = Vec::new();
    if KEPT.iter().any(|name| made[name].is_null()) {
        return Ok(kept);
    }
    for name in KEPT {
        let Some((_, media_type)) = blobs::is_listed(name) else {
            return Err(Error::Stored(format!("`{name}` is nothing that is made of a picture")));
        };
        kept.push((name, media_type, keep_made(market, &folder.join(name), MADE_BYTES_MAX).await?));
    }
    Ok(kept)
}

async fn conclude(
    market: &Market,
    job: &MakeShopPicture,
    kept: &[(&'static str, &'static str, Stored)],
) -> Result<(), Error> {
    let tx = market.begin().await?;
    let Some(shop) = lock(&tx, job.shop).await? else { return Ok(()) };
    let Some(row) = waiting(&tx, job.picture).await? else { return Ok(()) };
    let mut hashes: Vec<String> = row.upload.into_iter().collect();
    for (name, media_type, stored) in kept {
        blobs::confirm(&tx, &stored.hash).await?;
        let made = shop_artifact::ActiveModel {
            picture_id: Set(row.id),
            name: Set((*name).to_owned()),
            hash: Set(stored.hash.to_string()),
            media_type: Set((*media_type).to_owned()),
            bytes: Set(i64::try_from(stored.bytes).unwrap_or(i64::MAX)),
        };
        shop_artifact::Entity::insert(made).exec_without_returning(&tx).await?;
    }
    set(&tx, row.id, if kept.is_empty() { State::Failed } else { State::Ready }).await?;
    if !kept.is_empty() {
        for former in rows_of(&tx, shop.id).await?.into_iter().filter(|former| former.id != row.id) {
            hashes.extend(forget(&tx, former).await?);
        }
        let changed = vec![ShopField::Picture];
        market.tell(&tx, ShopEdited { shop: shop.id, account: shop.account_id, changed }).await?;
    }
    // What was uploaded is needed no longer, whatever became of it.
    market.enqueue(&tx, &RemoveBlobs { of: shop.id, hashes }).await?;
    commit(tx).await
}

async fn waiting(tx: &Tx, picture: Uuid) -> Result<Option<shop_picture::Model>, Error> {
    let row = shop_picture::Entity::find_by_id(picture).lock_for_change().one(tx).await?;
    Ok(row.filter(|row| row.state == State::Waiting))
}

async fn set(tx: &Tx, picture: Uuid, state: State) -> Result<(), Error> {
    let row =
        shop_picture::ActiveModel { id: Set(picture), state: Set(state), upload: Set(None), ..Default::default() };
    shop_picture::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// Ends the picture of a job that was given up, in the transaction that ends the job: its creator reads what to do instead
/// of waiting for ever.
///
/// # Errors
/// The database does not answer.
pub async fn making_given_up(tx: &Tx, job: &MakeShopPicture, why: &str) -> Result<(), Error> {
    if waiting(tx, job.picture).await?.is_none() {
        return Ok(());
    }
    tracing::error!(picture.id = %job.picture, shop.id = %job.shop, why, "a shop's picture could not be made");
    set(tx, job.picture, State::Failed).await
}
