//! A licence with its price.

use basis::Money;
use store::entities::offer;
use uuid::Uuid;

use super::{License, license};

/// A licence that can be bought.
#[derive(Clone, Debug)]
pub struct OfferLine {
    /// The offer.
    pub id: Uuid,
    /// The licence.
    pub license: License,
    /// Its price.
    pub price: Money,
}

/// What a row says; none where its licence or its currency is none that there is.
pub(super) fn offer_line(row: &offer::Model) -> Option<OfferLine> {
    let price = Money::new(row.price_minor, row.currency.parse().ok()?);
    Some(OfferLine { id: row.id, license: license(&row.license)?, price })
}
