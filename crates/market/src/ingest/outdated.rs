//! Queueing files again that an older version of a step has looked at.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use store::{
    entities::{file, listing, revision, step},
    facts::Kind,
};
use uuid::Uuid;

use super::{ExamineFile, Step};
use crate::{Error, Market, context::commit};

/// Files queued in one transaction.
const BATCH: u64 = 200;

#[derive(FromQueryResult)]
struct Outdated {
    file: Uuid,
    shop: Uuid,
}

/// Queues the next files that were examined, but not by the present version of every step: files of revisions on sale
/// or being prepared. Gives how many, and the last one, where the next batch begins; none where all are queued.
///
/// # Errors
/// The database does not answer.
pub async fn examine_outdated(market: &Market, after: Option<Uuid>) -> Result<(u64, Option<Uuid>), Error> {
    let tx = market.begin().await?;
    let is_photo = file::Column::Kind.eq(Kind::Photo);
    let mut outdated = Condition::any().add(is_photo.clone().and(lacks(Step::Photo)));
    for step in Step::FIRST {
        outdated = outdated.add(is_photo.clone().not().and(lacks(step)));
    }
    for kind in [Kind::Mesh, Kind::Drawing] {
        for step in Step::later(kind) {
            outdated = outdated.add(file::Column::Kind.eq(kind).and(lacks(*step)));
        }
    }
    let revision_of = file::Entity::belongs_to(revision::Entity);
    let listing_of = revision::Entity::belongs_to(listing::Entity);
    let rows: Vec<Outdated> = file::Entity::find()
        .select_only()
        .column_as(file::Column::Id, "file")
        .column_as(listing::Column::ShopId, "shop")
        .join(JoinType::InnerJoin, revision_of.from(file::Column::RevisionId).to(revision::Column::Id).into())
        .join(JoinType::InnerJoin, listing_of.from(revision::Column::ListingId).to(listing::Column::Id).into())
        .filter(file::Column::Id.gt(after.unwrap_or(Uuid::nil())))
        .filter(file::Column::State.is_in([file::State::Ready, file::State::Failed]))
        .filter(file::Column::Kind.is_not_in([Kind::Attachment, Kind::Archive]))
        .filter(Expr::cust("revisions.id IN (listings.revision_id, listings.draft_revision_id)"))
        .filter(outdated)
        .order_by_asc(file::Column::Id)
        .limit(BATCH)
        .into_model()
        .all(&tx)
        .await?;
    for row in &rows {
        market.enqueue(&tx, &ExamineFile { file: row.file, shop: row.shop }).await?;
    }
    commit(tx).await?;
    Ok((rows.len() as u64, rows.last().map(|row| row.file)))
}

/// Whether the present version of `step` has not looked at a file.
fn lacks(step: Step) -> Expr {
    let present = step::Entity::find()
        .select_only()
        .column(step::Column::FileId)
        .filter(step::Column::Step.eq(step.word()))
        .filter(step::Column::Version.eq(step.version()));
    file::Column::Id.not_in_subquery(present.into_query())
}
