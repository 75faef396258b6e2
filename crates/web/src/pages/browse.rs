//! Browsing: filters in the address, whole or only the results.

use std::ops::RangeInclusive;

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use basis::{ClientAddress, Money, MoneyError};
use locale::Forms;
use market::{
    activity,
    brakes::Act,
    catalog::{self, Browse, CATEGORIES, Facet, Facets, LICENSES, Sort, Tile, category, license},
};
use store::facts::Kind;
use uuid::Uuid;
use views::{
    Chip, Choice, Link,
    pages::{self, BrowseResults, FilterGroup, Filters},
};

use super::{home, pager, ticks};
use crate::{
    App,
    fault::{Fault, page},
    form::Form,
    shape,
    visit::{Visit, header_text},
    words,
};

/// The word in addresses for any licence that lets what is made be sold.
const MAY_BE_SOLD: &str = "commercial";

/// Tiles on a page: divides into rows of two, three, four and six.
const PAGE: u64 = 24;

/// `/browse`.
pub(crate) async fn browse(
    State(app): State<App>,
    Extension(visit): Extension<Visit>,
    Extension(client): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (asked, left_out) = sensible(&app, &visit.forms, pairs(query.as_deref().unwrap_or_default()));
    let market = &app.market;
    market.brakes().admit(Act::Search, client.network())?;
    let wanted = wanted(&app, &asked);
    let found = catalog::browse(market, &wanted).await?;
    if found.tiles.is_empty() && wanted.page > 0 {
        // There are fewer pages by now, or there never were so many.
        let last = found.total.count.div_ceil(PAGE).to_string();
        return Ok(Redirect::to(&href(&asked, None, (last != "0").then_some(("page", &last)))).into_response());
    }
    // On later pages the address carries the search that the first one told of.
    let search = wanted.has_words().then(|| asked.value("search").parse().ok()).map(|known| {
        known.unwrap_or_else(|| activity::searched(market, &wanted.text, found.total.count, visit.actor.account()))
    });
    let heading = match (&wanted.text[..], wanted.category.as_deref().and_then(category)) {
        ("", None) => "Everything".to_owned(),
        ("", Some(category)) => category.title.to_owned(),
        (text, _) => format!("Patterns for “{text}”"),
    };
    let results = BrowseResults {
        counted: words::found(&visit.forms, found.total.count, found.total.is_all, "pattern", "patterns"),
        sort: sorts(&wanted),
        left_out,
        kinds: kinds(&asked, wanted.category.as_deref().unwrap_or_default()),
        active: active(&app, &visit.forms, &asked),
        clear_href: "/browse".to_owned(),
        tiles: (1..)
            .zip(&found.tiles)
            .map(|(number, tile)| shown(&visit.forms, tile, search, wanted.page * PAGE + number))
            .collect(),
        pager: pager::pager(wanted.page, found.total.count, PAGE, |number| {
            let page = href(&asked, None, Some(("page", &(number + 1).to_string())));
            search.map_or(page.clone(), |search| format!("{page}&search={search}"))
        }),
        suggestions: vec![Link::new("/browse", "Everything on sale"), Link::new("/browse?free=1", "What is free")],
        heading: heading.clone(),
    };
    if header_text(&headers, "hx-request").is_some() {
        return page(&results);
    }
    let mut layout =
        visit.layout(&heading, "Patterns to print, cut and sew, with filters for your machine, material and licence.");
    layout.query = wanted.text.clone();
    layout.canonical = Some(format!("{}/browse{}", market.settings().base_url, canonical_query(&wanted)));
    page(&pages::Browse { layout, filters: filters(&app, &visit.forms, &asked, &wanted, &found.facets), results })
}

/// A tile whose address says where it stood, for [`activity::clicked`].
fn shown(forms: &Forms, tile: &Tile, search: Option<Uuid>, position: u64) -> views::Tile {
    let mut shown = shape::tile(forms, tile);
    let search = search.map(|search| format!("&search={search}")).unwrap_or_default();
    shown.href = format!("{}?place={position}{search}", shown.href);
    shown
}

fn canonical_query(wanted: &Browse) -> String {
    wanted.category.as_ref().map(|slug| format!("?category={slug}")).unwrap_or_default()
}

/// What can be asked for, and how many characters of it are read: longer ones are found nowhere.
const ASKED: [(&str, usize); 17] = [
    ("q", 200),
    ("kind", 40),
    ("category", 100),
    ("shop", 100),
    ("price_max", 20),
    ("free", 4),
    ("licence", 40),
    ("no_supports", 4),
    ("without_ai", 4),
    ("bed_width", 12),
    ("bed_depth", 12),
    ("bed_height", 12),
    ("tag", 60),
    ("material", 60),
    ("difficulty", 60),
    ("machine", 60),
    ("format", 60),
];
/// The same for how it is shown, which is no filter.
const SHOWN: [(&str, usize); 3] = [("sort", 20), ("page", 8), ("search", 40)];

/// The known pairs of a query in their own order, each name once, and each vocabulary's as often as it has words; whatever
/// else an address carries is nothing to this page.
fn pairs(query: &str) -> Form {
    let mut kept = Vec::<(String, String)>::with_capacity(ASKED.len() + SHOWN.len());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let known = ASKED.iter().chain(&SHOWN).find(|(known, _)| *known == name);
        let Some((name, characters_max)) = known.filter(|_| !value.is_empty()) else { continue };
        let most = ticks::facet(name).map_or(1, |facet| catalog::words_of(facet).len());
        let pair: (String, String) = ((*name).to_owned(), value.chars().take(*characters_max).collect());
        if kept.iter().filter(|(other, _)| other == name).count() < most && !kept.contains(&pair) {
            kept.push(pair);
        }
    }
    Form(kept)
}

/// Takes out what means nothing, and says so: a filter that looks as if it were in force and is not would mislead.
fn sensible(app: &App, forms: &Forms, asked: Form) -> (Form, Vec<String>) {
    let currency = app.market.settings().currency;
    let means = |name: &str, value: &str| match name {
        "price_max" => Money::parse(value, currency).is_ok_and(|price| price.minor >= 0),
        "bed_width" | "bed_depth" | "bed_height" => side(value).is_some(),
        "category" => category(value).is_some(),
        "licence" => value == MAY_BE_SOLD || license(value).is_some(),
        "kind" => value.parse::<Kind>().is_ok(),
        _ => ticks::facet(name).is_none_or(|facet| !catalog::meant(facet, value).is_empty()),
    };
    let (kept, dropped): (Vec<_>, Vec<_>) = asked.0.into_iter().partition(|(name, value)| means(name, value));
    let kept = ticks::spelled_out(kept);
    let words = |(name, value): (String, String)| match name.as_str() {
        "price_max" => {
            let like = Money::new(95 * 10_i64.pow(currency.digits()) / 10, currency).typed(forms.locale);
            let why = match Money::parse(&value, currency) {
                Err(MoneyError::Ambiguous(_)) => "can be read in two ways",
                _ => "is not a price",
            };
            format!("“{value}” {why}, so it was left out. Write it like 10 or {like}.")
        }
        "bed_width" | "bed_depth" | "bed_height" => {
            let why = if is_ambiguous(&value) { "can be read in two ways" } else { "is not a length in millimetres" };
            format!("“{value}” {why}, so it was left out. Write it like 220.")
        }
        _ => format!("There is no {name} “{value}” here, so it was left out."),
    };
    (Form(kept), dropped.into_iter().map(words).collect())
}

/// Whether a mark may stand before thousands, or before a fraction: `1.250`.
fn is_ambiguous(value: &str) -> bool {
    let is_digits = |digits: &str, count: RangeInclusive<usize>| {
        count.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    value
        .split_once(['.', ','])
        .is_some_and(|(whole, rest)| is_digits(whole, 1..=3) && !whole.starts_with('0') && is_digits(rest, 3..=3))
}

/// Millimetres of a machine's side, as typed.
fn side(value: &str) -> Option<f64> {
    if is_ambiguous(value) {
        return None;
    }
    value.replace(',', ".").parse::<f64>().ok().filter(|mm| *mm > 0.0 && mm.is_finite())
}

fn wanted(app: &App, asked: &Form) -> Browse {
    let filled = |name: &str| Some(asked.value(name).to_owned()).filter(|value| !value.is_empty());
    let price = Money::parse(asked.value("price_max"), app.market.settings().currency).ok().map(|money| money.minor);
    // A side left empty sets no limit.
    let bed = ["bed_width", "bed_depth", "bed_height"].map(|name| side(asked.value(name)));
    Browse {
        text: asked.value("q").chars().take(200).collect(),
        kind: filled("kind").and_then(|word| word.parse().ok()),
        category: filled("category").filter(|slug| category(slug).is_some()),
        shop: filled("shop"),
        price_minor_max: if asked.is_ticked("free") { Some(0) } else { price },
        commercial: asked.value("licence") == MAY_BE_SOLD,
        license: filled("licence").filter(|slug| slug != MAY_BE_SOLD && license(slug).is_some()),
        no_supports: asked.is_ticked("no_supports"),
        without_ai: asked.is_ticked("without_ai"),
        bed_mm: bed.iter().any(Option::is_some).then(|| bed.map(|side| side.unwrap_or(f64::MAX))),
        tag: filled("tag"),
        attributes: Vec::new(),
        ticked: ticks::ticked(asked),
        sort: Sort::from_word(asked.value("sort")),
        page: pager::wanted(asked.value("page")),
        size: PAGE,
    }
}

/// Pairs that belong to one page of one search, and to no other address.
const OF_ONE_PAGE: [&str; 2] = ["page", "search"];

/// The address of this page with one pair left out and another put in.
fn href(asked: &Form, without: Option<(&str, &str)>, with: Option<(&str, &str)>) -> String {
    let keep = asked.0.iter().filter(|(name, value)| {
        !OF_ONE_PAGE.contains(&name.as_str())
            && without != Some((name.as_str(), value.as_str()))
            && with.is_none_or(|(other, _)| other != name)
    });
    let mut parts: Vec<String> =
        keep.map(|(name, value)| format!("{}={}", words::query(name), words::query(value))).collect();
    parts.extend(with.map(|(name, value)| format!("{name}={}", words::query(value))));
    if parts.is_empty() { "/browse".to_owned() } else { format!("/browse?{}", parts.join("&")) }
}

/// The kinds, each with the other filters as they stand.
fn kinds(asked: &Form, category: &str) -> Vec<Chip> {
    let rest = Form(asked.0.iter().filter(|(name, _)| name != "category").cloned().collect());
    let kind = category.split('/').next().unwrap_or_default();
    let chip = |(slug, label): (&str, &str)| {
        let with = (!slug.is_empty()).then_some(("category", slug));
        Chip { current: slug == kind, ..Chip::new(href(&rest, None, with), label) }
    };
    home::KINDS.into_iter().map(chip).collect()
}

fn active(app: &App, forms: &Forms, asked: &Form) -> Vec<Chip> {
    let label = |name: &str, value: &str| match name {
        "q" => format!("“{value}”"),
        "category" => category(value).map_or_else(|| value.to_owned(), |category| category.title.to_owned()),
        "free" => "Free".to_owned(),
        "no_supports" => "No supports".to_owned(),
        "without_ai" => "Made without AI".to_owned(),
        "price_max" => match Money::parse(value, app.market.settings().currency) {
            Ok(price) => format!("At most {}", words::money(forms, price)),
            Err(_) => format!("At most {value}"),
        },
        "licence" if value == MAY_BE_SOLD => "May be sold".to_owned(),
        "licence" => license(value).map_or_else(|| value.to_owned(), |license| license.title.to_owned()),
        "bed_width" | "bed_depth" | "bed_height" => format!("{} {value} mm", name.replace("bed_", "Bed ")),
        _ => ticks::title(name, value).unwrap_or(value).to_owned(),
    };
    let shown = asked.0.iter().filter(|(name, _)| !SHOWN.iter().any(|(other, _)| other == name));
    shown.map(|(name, value)| Chip::new(href(asked, Some((name, value)), None), label(name, value))).collect()
}

fn filters(app: &App, forms: &Forms, asked: &Form, wanted: &Browse, facets: &Facets) -> Filters {
    let mut groups = vec![categories(wanted, facets), licences(asked)];
    groups.extend(Facet::ALL.iter().map(|facet| ticks::group(*facet, wanted, facets)));
    groups.retain(|group| !group.choices.is_empty());
    Filters {
        words: wanted.text.clone(),
        groups,
        price_max: asked.value("price_max").to_owned(),
        currency_symbol: forms.locale.symbol(app.market.settings().currency.code()).to_owned(),
        free: asked.is_ticked("free"),
        no_supports: wanted.no_supports,
        without_ai: wanted.without_ai,
        bed_mm: ["bed_width", "bed_depth", "bed_height"].map(|name| asked.value(name).to_owned()),
    }
}

/// The orders to choose from. The one in force without a choice has no word, so that whoever adds words to a form left
/// as it was gets the best match first.
fn sorts(wanted: &Browse) -> Vec<Choice> {
    let unchosen = if wanted.has_words() { "Best match first" } else { "Newest first" };
    let newest = wanted.has_words().then_some((Sort::Newest, "Newest first"));
    let others =
        [(Sort::Cheapest, "Lowest price first"), (Sort::Dearest, "Highest price first"), (Sort::Title, "By title")];
    let choice = |(sort, label): (Sort, &str)| Choice::new(sort.word(), label).chosen(sort == wanted.sort);
    std::iter::once(Choice::new("", unchosen)).chain(newest.into_iter().chain(others).map(choice)).collect()
}

/// The categories below the kind in force, or all of them; the kinds themselves stand over the results.
fn categories(wanted: &Browse, facets: &Facets) -> FilterGroup {
    let now = wanted.category.as_deref().unwrap_or_default();
    let kind = now.split('/').next().unwrap_or_default();
    let count = |slug: &str| facets.categories.iter().filter(|(other, _)| other == slug).map(|(_, count)| count).sum();
    let below = |place: &&catalog::Category| {
        place.slug.split_once('/').is_some_and(|(above, _)| kind.is_empty() || above == kind)
    };
    let choice = |place: &catalog::Category| {
        Choice::new(place.slug, place.title).counted(count(place.slug)).chosen(now == place.slug)
    };
    let mut choices: Vec<Choice> = CATEGORIES.iter().filter(below).map(choice).collect();
    // One category in force hides the others: then the way back is what counts, and no figure is shown that is not so.
    let narrowed = now.contains('/');
    choices.retain(|choice| narrowed || !facets.total.is_all || choice.count != Some(0));
    choices.sort_by_key(|choice| std::cmp::Reverse(choice.count));
    let is_shown = |choice: &Choice| facets.total.is_all && (choice.chosen || !narrowed);
    choices.iter_mut().filter(|choice| !is_shown(choice)).for_each(|choice| choice.count = None);
    let all = category(kind).map_or_else(|| "Any".to_owned(), |place| format!("All of {}", place.title));
    choices.insert(0, Choice::new(kind, all).chosen(!narrowed));
    FilterGroup { name: "category".to_owned(), title: "Category".to_owned(), many: false, choices }
}

/// Any, any that lets what is made be sold, then each by its name.
fn licences(asked: &Form) -> FilterGroup {
    let now = asked.value("licence");
    let sold = Choice::new(MAY_BE_SOLD, "I may sell what I make");
    let named = LICENSES.iter().filter(|license| license.slug != MAY_BE_SOLD);
    let named = named.map(|license| Choice::new(license.slug, license.title));
    let choices = [Choice::new("", "Any"), sold].into_iter().chain(named);
    let choices = choices.map(|choice| Choice { chosen: choice.value == now, ..choice }).collect();
    FilterGroup { name: "licence".to_owned(), title: "Licence".to_owned(), many: false, choices }
}
