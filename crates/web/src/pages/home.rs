//! The front page, and what search engines read first.

use std::sync::Arc;

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use market::{
    catalog::{self, Browse, CATEGORIES},
    house_page,
};
use views::{
    Chip,
    pages::{Home, Shelf},
};

use super::listing::share_image;
use crate::{
    App,
    fault::{Fault, page},
    shape,
    visit::Visit,
    words,
};

/// The newest tiles: four rows of five.
const LATEST: u64 = 20;

/// `/`.
pub(crate) async fn home(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let (market, forms) = (&app.market, &visit.forms);
    let latest = catalog::tiles(market, &Browse { size: LATEST, ..Browse::default() }).await?;
    let (patterns, shops) = catalog::totals(market).await?;
    let mut shelves = Vec::new();
    for (slug, title) in [("laser-cnc", "To cut"), ("sewing", "To sew"), ("graphic", "To print on")] {
        let shelf = Browse { category: Some(slug.to_owned()), size: 5, ..Browse::default() };
        let tiles = catalog::tiles(market, &shelf).await?;
        if !tiles.is_empty() {
            let total = catalog::count(market, &shelf).await?;
            shelves.push(Shelf {
                title: title.to_owned(),
                href: format!("/browse?category={slug}"),
                more: format!("All {}", words::at_least(forms, total.count, total.is_all)),
                tiles: tiles.iter().map(|tile| shape::tile(forms, tile)).collect(),
            });
        }
    }
    let description = "Models, cut files, sewing patterns and repeats from independent designers, each file checked before it goes on sale.";
    let mut layout = visit.layout("Patterns to make", description);
    layout.canonical = Some(format!("{}/", market.settings().base_url));
    layout.share_image = share_image(&app, latest.first().and_then(|tile| tile.picture.large.as_deref())).await?;
    page(&Home {
        layout,
        kinds: kinds(),
        shortcuts: vec![
            Chip::new("/browse?no_supports=1", "No supports"),
            Chip::new("/browse?licence=commercial", "Commercial use"),
            Chip::new("/browse?free=1", "Free"),
        ],
        counts: format!(
            "{} by {}",
            words::some(forms, patterns, "pattern", "patterns"),
            words::some(forms, shops, "designer", "designers")
        ),
        latest: latest.iter().map(|tile| shape::tile(forms, tile)).collect(),
        shelves,
    })
}

/// The kinds at the top, with the word each has in addresses.
pub(super) const KINDS: [(&str, &str); 5] = [
    ("", "Everything"),
    ("3d-print", "3D print"),
    ("laser-cnc", "Laser and CNC"),
    ("sewing", "Sewing"),
    ("graphic", "Graphic"),
];

fn kinds() -> Vec<Chip> {
    let chip = |(slug, label): (&str, &str)| match slug {
        "" => Chip { current: true, ..Chip::new("/browse", label) },
        slug => Chip::new(format!("/browse?category={slug}"), label),
    };
    KINDS.into_iter().map(chip).collect()
}

/// The standard allows 50,000 addresses a file; shops and the house's own pages take the rest.
const SITEMAP_LISTINGS_MAX: u64 = 45_000;

/// How long a sitemap is told again: making it reads every listing.
const SITEMAP_KEPT: chrono::Duration = chrono::Duration::minutes(10);

/// The last sitemap and when it was made.
pub(crate) type Sitemap = Arc<tokio::sync::Mutex<Option<(basis::Time, Bytes)>>>;

/// `/sitemap.xml`.
pub(crate) async fn sitemap(State(app): State<App>) -> Result<Response, Fault> {
    // Who comes while it is being made waits for that and does not make another.
    let mut kept = app.sitemap.lock().await;
    let now = app.market.now();
    let fresh = kept.as_ref().filter(|(made, _)| now - *made < SITEMAP_KEPT).map(|(_, xml)| xml.clone());
    let xml = match fresh {
        Some(xml) => xml,
        None => kept.insert((now, make_sitemap(&app).await?.into())).1.clone(),
    };
    Ok(([(header::CONTENT_TYPE, "application/xml")], xml).into_response())
}

async fn make_sitemap(app: &App) -> Result<String, Fault> {
    let base = &app.market.settings().base_url;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut places = vec!["/".to_owned(), "/browse".to_owned()];
    places.extend(CATEGORIES.iter().map(|place| format!("/browse?category={}", place.slug)));
    places.extend(["verification", "findings", "licences", "developers", "copies"].map(|page| format!("/help/{page}")));
    places.extend(house_page::written_pages(&app.market).await?.into_iter().map(|page| format!("/{}", page.slug())));
    for place in places {
        xml.push_str(&format!("<url><loc>{base}{place}</loc></url>\n"));
    }
    let mut shops = std::collections::BTreeSet::new();
    let mut number = 0;
    loop {
        let tiles = catalog::tiles(&app.market, &Browse { page: number, size: 100, ..Browse::default() }).await?;
        for tile in &tiles {
            xml.push_str(&format!("<url><loc>{base}/l/{}</loc></url>\n", tile.slug));
            shops.insert(tile.shop_handle.clone());
        }
        number += 1;
        if tiles.len() < 100 || number * 100 >= SITEMAP_LISTINGS_MAX {
            break;
        }
    }
    for handle in shops {
        xml.push_str(&format!("<url><loc>{base}/s/{handle}</loc></url>\n"));
    }
    xml.push_str("</urlset>\n");
    Ok(xml)
}

/// `/robots.txt`.
pub(crate) async fn robots(State(app): State<App>) -> String {
    let base = &app.market.settings().base_url;
    format!(
        "User-agent: *\nDisallow: /basket\nDisallow: /checkout\nDisallow: /account\nDisallow: /download\nDisallow: /l/*?place=\nSitemap: {base}/sitemap.xml\n"
    )
}
