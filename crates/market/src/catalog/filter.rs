//! Which listings are meant: the filters of a query as a condition on their rows.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoColumnRef, SelectStatement},
};
use store::{
    Backend,
    entities::{listing, listing_attribute, listing_facet, listing_tag, offer},
};

use super::{
    Browse, CATEGORIES, State,
    matches::{matches, of_shop},
    total::count_of,
    vocabulary::Facet,
};
use crate::{Error, Market, memory::COUNTS};

/// Listings that have a tag or a property are found by that where they are no more than this; else each listing of the
/// shelf is asked whether it has it, and one in a few has.
const RARE_MAX: u64 = 1_000;

/// Everything the query asks for, its words included.
pub(super) async fn matching(market: &Market, query: &Browse) -> Result<Condition, Error> {
    let matches = matches(market, query).await?.map(|asked| asked.filter());
    Ok(besides_words(market, query).await?.add_option(matches))
}

/// Everything the query asks for beside its words: whoever ranks by them joins them in.
pub(super) async fn besides_words(market: &Market, query: &Browse) -> Result<Condition, Error> {
    let mut all = Condition::all().add(listing::Column::State.eq(State::Published));
    if let Some(kind) = query.kind {
        all = all.add(listing::Column::Kind.eq(kind));
    }
    if let Some(category) = &query.category {
        all = all.add(listing::Column::Category.is_in(with_those_below(category)));
    }
    if let Some(handle) = &query.shop {
        all = all.add(listing::Column::ShopId.in_subquery(of_shop(handle)));
    }
    if let Some(price) = query.price_minor_max {
        all = all.add(listing::Column::PriceMinor.lte(price));
    }
    if query.commercial {
        all = all.add(listing::Column::Commercial.eq(true));
    }
    if let Some(license) = &query.license {
        let offered = offer::Entity::find().select_only().column(offer::Column::ListingId);
        let active = offered.filter(offer::Column::License.eq(license)).filter(offer::Column::Active.eq(true));
        all = all.add(is_among(active.into_query(), (offer::Entity, offer::Column::ListingId)));
    }
    if query.no_supports {
        all = all.add(listing::Column::NeedsSupports.eq(false));
    }
    if query.without_ai {
        all = all.add(listing::Column::MadeWithAi.eq(false));
    }
    if let Some(bed) = query.bed_mm {
        all = all.add(fits(bed));
    }
    if let Some(tag) = &query.tag {
        let tagged = listing_tag::Entity::find().select_only().column(listing_tag::Column::ListingId);
        let tagged = tagged.filter(listing_tag::Column::Tag.eq(tag)).into_query();
        let key = format!("tag {tag}");
        all = all.add(has(market, key, tagged, (listing_tag::Entity, listing_tag::Column::ListingId)).await?);
    }
    let pairs: BTreeSet<&(String, String)> = query.attributes.iter().collect();
    for (name, value) in pairs {
        let with = listing_attribute::Entity::find().select_only().column(listing_attribute::Column::ListingId);
        let with = with.filter(listing_attribute::Column::Name.eq(name));
        let with = with.filter(listing_attribute::Column::Value.eq(value)).into_query();
        let key = format!("attribute {name:?} {value:?}");
        all = all.add(has(market, key, with, (listing_attribute::Entity, listing_attribute::Column::ListingId)).await?);
    }
    for facet in Facet::ALL {
        let words = query.ticked_of(*facet);
        if !words.is_empty() {
            let key = format!("{facet} {words:?}");
            let with = listing_facet::Entity::find().select_only().column(listing_facet::Column::ListingId);
            let with = with.filter(listing_facet::Column::Facet.eq(*facet));
            let with = with.filter(listing_facet::Column::Word.is_in(words)).into_query();
            all = all.add(has(market, key, with, (listing_facet::Entity, listing_facet::Column::ListingId)).await?);
        }
    }
    Ok(all)
}

/// That a listing is among those of a statement, whose `column` names them; `key` stands for the statement alone.
async fn has(
    market: &Market,
    key: String,
    listings: SelectStatement,
    column: impl IntoColumnRef,
) -> Result<Expr, Error> {
    Ok(if is_rare(market, key, &listings).await? {
        listing::Column::Id.in_subquery(listings)
    } else {
        is_among(listings, column)
    })
}

/// Whether so few have it that each is looked up. A page asks several times: for its tiles, and for each of its counts.
async fn is_rare(market: &Market, key: String, listings: &SelectStatement) -> Result<bool, Error> {
    if market.store().backend() != Backend::Sqlite {
        return Ok(false); // PostgreSQL knows what is rare.
    }
    let count = Box::pin(count_of(market, listings.clone().limit(RARE_MAX + 1).take()));
    Ok(market.remembered(COUNTS, format!("rare {key}"), count).await? <= RARE_MAX)
}

/// The same, asked of each listing.
fn is_among(mut listings: SelectStatement, column: impl IntoColumnRef) -> Expr {
    listings.and_where(Expr::col(column).equals((listing::Entity, listing::Column::Id)));
    Expr::exists(listings)
}

/// The category and every one below it. The tree is fixed and small, so that they are named one by one: an index
/// serves that, and no rule of how a database sorts a slash.
fn with_those_below(category: &str) -> Vec<&str> {
    let is_below = |slug: &str| slug.strip_prefix(category).is_some_and(|rest| rest.starts_with('/'));
    let below = CATEGORIES.iter().map(|place| place.slug).filter(|slug| is_below(slug));
    std::iter::once(category).chain(below).collect()
}

/// Standing as it was drawn, turned on the bed by a quarter or not.
fn fits([width, depth, height]: [f64; 3]) -> Condition {
    let within =
        |x: f64, y: f64| Condition::all().add(listing::Column::SizeXMm.lte(x)).add(listing::Column::SizeYMm.lte(y));
    let high = Condition::any().add(listing::Column::SizeZMm.is_null()).add(listing::Column::SizeZMm.lte(height));
    Condition::all().add(Condition::any().add(within(width, depth)).add(within(depth, width))).add(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_means_those_below_it_and_no_other() {
        assert_eq!(with_those_below("sewing"), ["sewing", "sewing/garments", "sewing/bags"]);
        assert_eq!(with_those_below("sewing/bags"), ["sewing/bags"]);
        assert_eq!(with_those_below("3d"), ["3d"]);
    }
}
