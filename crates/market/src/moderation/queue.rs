//! The moderator's queue.

use basis::{Actor, Role, Time};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entities::case::{self, State as CaseState};
use uuid::Uuid;

use super::decide::version_of;
use crate::{
    Error, Market,
    catalog::{self, Listing},
    page::{Order, Paged, Place, Window},
};

/// A case with what it is about.
#[derive(Clone, Debug)]
pub struct Case {
    /// The case.
    pub id: Uuid,
    /// Why it was held.
    pub reasons: Vec<String>,
    /// Where it stands.
    pub state: CaseState,
    /// Which version of the listing this is, for [`super::Decide::version`].
    pub version: i64,
    /// Whether it is the asker's own listing, which somebody else judges.
    pub own: bool,
    /// When it was held.
    pub opened_at: Time,
    /// The revision that was held.
    pub revision: Uuid,
    /// What it is about, with the files of that revision.
    pub listing: Listing,
}

/// The list whose cursors lead through the open cases.
pub const OPEN_CASES: &str = "open cases";

const OLDEST: Order<case::Column> = Order::ascending(case::Column::OpenedAt, case::Column::Id);

impl Case {
    /// Where it stands among the open ones, for its cursor.
    pub fn place(&self) -> Place {
        Place::new(self.opened_at, self.id)
    }
}

/// The open cases, oldest first; none for whoever is no moderator.
///
/// # Errors
/// The database does not answer.
pub async fn open_cases(market: &Market, actor: &Actor, window: &Window) -> Result<Paged<Case>, Error> {
    if !actor.is(Role::Moderator) {
        return Ok(window.page(Vec::new()));
    }
    let open = case::Entity::find().filter(case::Column::State.eq(CaseState::Open));
    let Paged { rows, has_previous, has_next } =
        window.page(OLDEST.cut(open, window).all(market.store().read()).await?);
    Ok(Paged { rows: whole(market, actor, rows).await?, has_previous, has_next })
}

/// One case.
///
/// # Errors
/// The database does not answer.
pub async fn case(market: &Market, actor: &Actor, id: Uuid) -> Result<Option<Case>, Error> {
    if !actor.is(Role::Moderator) {
        return Ok(None);
    }
    let Some(row) = case::Entity::find_by_id(id).one(market.store().read()).await? else { return Ok(None) };
    Ok(whole(market, actor, vec![row]).await?.pop())
}

/// Cases in their order; one whose listing is gone is left out.
async fn whole(market: &Market, actor: &Actor, rows: Vec<case::Model>) -> Result<Vec<Case>, Error> {
    // Not the one on sale: what is judged is the revision that was held.
    let judged: Vec<(Uuid, Uuid)> = rows.iter().map(|row| (row.listing_id, row.revision_id)).collect();
    let listings = catalog::in_revisions(market, &judged).await?;
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(listing) = listings.get(&row.revision_id).cloned() else { continue };
        cases.push(Case {
            id: row.id,
            revision: row.revision_id,
            reasons: serde_json::from_value(row.reasons)?,
            version: version_of(listing.entry.updated_at),
            own: actor.account() == Some(listing.shop.account),
            state: row.state,
            opened_at: row.opened_at,
            listing,
        });
    }
    Ok(cases)
}
