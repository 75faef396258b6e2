//! Which listings are meant: the filters of a query as a condition on their rows.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Asterisk, Expr, ExprTrait, SelectStatement},
};
use store::{
    Backend,
    entities::{listing, listing_attribute, listing_tag, offer, shop},
};

use super::{Browse, CATEGORIES, State};

/// Everything the query asks for, its words included.
pub(super) fn matching(backend: Backend, query: &Browse) -> Condition {
    besides_words(query).add_option(store::text_filter(backend, &query.text))
}

/// Everything the query asks for beside its words: whoever ranks by them joins them in.
pub(super) fn besides_words(query: &Browse) -> Condition {
    let mut all = Condition::all().add(listing::Column::State.eq(State::Published));
    if let Some(kind) = query.kind {
        all = all.add(listing::Column::Kind.eq(kind));
    }
    if let Some(category) = &query.category {
        all = all.add(listing::Column::Category.is_in(with_those_below(category)));
    }
    if let Some(handle) = &query.shop {
        let shops = shop::Entity::find().select_only().column(shop::Column::Id).filter(shop::Column::Handle.eq(handle));
        all = all.add(listing::Column::ShopId.in_subquery(shops.into_query()));
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
        all = all.add(listing::Column::Id.in_subquery(active.into_query()));
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
        all = all.add(listing::Column::Id.in_subquery(tagged.filter(listing_tag::Column::Tag.eq(tag)).into_query()));
    }
    all.add_option(with_attributes(&query.attributes).map(|listings| listing::Column::Id.in_subquery(listings)))
}

/// The category and every one below it. The tree is fixed and small, so that they are named one by one: an index
/// serves that, and no rule of how a database sorts a slash.
fn with_those_below(category: &str) -> Vec<&str> {
    let is_below = |slug: &str| slug.strip_prefix(category).is_some_and(|rest| rest.starts_with('/'));
    let below = CATEGORIES.iter().map(|place| place.slug).filter(|slug| is_below(slug));
    std::iter::once(category).chain(below).collect()
}

/// The listings that have all of these properties, none where none is asked for: one list that is counted, and not one
/// subquery for each, so that the statement nests no deeper for twelve properties than for one.
fn with_attributes(pairs: &[(String, String)]) -> Option<SelectStatement> {
    let pairs: BTreeSet<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let count = i64::try_from(pairs.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return None;
    }
    let pair = |(name, value): (&str, &str)| {
        Condition::all().add(listing_attribute::Column::Name.eq(name)).add(listing_attribute::Column::Value.eq(value))
    };
    // No deeper than a query may have pairs: SQLite knows no list of pairs.
    let any = pairs.into_iter().fold(Condition::any(), |any, one| any.add(pair(one)));
    let mut select =
        listing_attribute::Entity::find().select_only().column(listing_attribute::Column::ListingId).filter(any);
    if count > 1 {
        select = select.group_by(listing_attribute::Column::ListingId).having(Expr::col(Asterisk).count().eq(count));
    }
    Some(select.into_query())
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
