//! Judging drawings anew, because their listing says that they are for something else.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use store::{
    LockForChange, Tx,
    entities::{
        file::{self, State},
        listing, step,
    },
    facts::Kind,
};
use uuid::Uuid;

use super::job::{ExamineFile, wanted_use};
use crate::{Error, Market, examiner::Step};

/// Queues the inspection of those drawings of a listing that were judged for another use than its category says. What is
/// being prepared waits for it; what is on sale stays so meanwhile.
pub(crate) async fn judge_anew(market: &Market, tx: &Tx, listing: Uuid) -> Result<(), Error> {
    let Some(listing) = listing::Entity::find_by_id(listing).lock_for_change().one(tx).await? else { return Ok(()) };
    let wanted = wanted_use(&listing);
    let shown = [listing.draft_revision_id, listing.revision_id];
    let files = file::Entity::find()
        .filter(file::Column::RevisionId.is_in(shown.into_iter().flatten()))
        .filter(file::Column::Kind.eq(Kind::Drawing))
        // What waits to be read is asked for its use when its turn comes; what is being read, when it ends.
        .filter(file::Column::State.eq(State::Ready));
    for file in files.all(tx).await? {
        let report: Option<inspect::Report> = serde_json::from_value(file.report).ok();
        if report.and_then(|report| report.drawing).is_some_and(|judged| judged.is_judged_for(wanted)) {
            continue;
        }
        let earlier = step::Entity::delete_many().filter(step::Column::FileId.eq(file.id));
        earlier.filter(step::Column::Step.eq(Step::Inspect.word())).exec(tx).await?;
        if listing.draft_revision_id == Some(file.revision_id) {
            let row = file::ActiveModel { id: Set(file.id), state: Set(State::Waiting), ..Default::default() };
            file::Entity::update(row).exec(tx).await?;
        }
        market.enqueue(tx, &ExamineFile { file: file.id, shop: listing.shop_id }).await?;
    }
    Ok(())
}
