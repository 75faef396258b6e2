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

use super::job::ExamineFile;
use crate::{Error, Market, catalog, examiner::Step};

/// Queues the inspection of those drawings of a listing that were judged for another use than its category says. What is
/// being prepared waits for it; what is on sale stays so meanwhile.
pub(crate) async fn judge_anew(market: &Market, tx: &Tx, listing: Uuid) -> Result<(), Error> {
    let Some(listing) = listing::Entity::find_by_id(listing).lock_for_change().one(tx).await? else { return Ok(()) };
    let wanted = catalog::category(&listing.category).and_then(catalog::Category::used_for);
    let shown = [listing.draft_revision_id, listing.revision_id];
    let files = file::Entity::find()
        .filter(file::Column::RevisionId.is_in(shown.into_iter().flatten()))
        .filter(file::Column::Kind.is_in([Kind::Drawing, Kind::Unknown]))
        // What waits to be read is asked for its use when its turn comes; what is being read was asked before.
        .filter(file::Column::State.is_in([State::Working, State::Ready]));
    for file in files.all(tx).await? {
        let report: Option<inspect::Report> = serde_json::from_value(file.report).ok();
        let is_judged_so = report.and_then(|report| report.drawing).is_some_and(|judged| match wanted {
            Some(wanted) => judged.used_for == wanted,
            None => !judged.use_was_said,
        });
        if is_judged_so {
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
