//! The front page, and what search engines read first.

use axum::{
    Extension,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use market::catalog::{self, Browse};
use views::{
    Chip,
    pages::{Home, Shelf},
};

use crate::{
    App,
    fault::{Fault, page},
    shape,
    visit::Visit,
    words,
};

/// Tiles under "New this week": four rows of five.
const LATEST: u64 = 20;

/// `/`.
pub(crate) async fn home(State(app): State<App>, Extension(visit): Extension<Visit>) -> Result<Response, Fault> {
    let market = &app.market;
    let latest = catalog::tiles(market, &Browse { size: LATEST, ..Browse::default() }).await?;
    let (patterns, shops) = catalog::totals(market).await?;
    let mut shelves = Vec::new();
    for (slug, title) in [("laser-cnc", "To cut"), ("sewing", "To sew"), ("graphic", "To print on")] {
        let shelf = Browse { category: Some(slug.to_owned()), size: 5, ..Browse::default() };
        let tiles = catalog::tiles(market, &shelf).await?;
        if !tiles.is_empty() {
            shelves.push(Shelf {
                title: title.to_owned(),
                href: format!("/browse?category={slug}"),
                more: format!("All {}", words::count(catalog::count(market, &shelf).await?)),
                tiles: tiles.iter().map(shape::tile).collect(),
            });
        }
    }
    let description = "Models, cut files, sewing patterns and repeats from independent designers, each file checked before it goes on sale.";
    let mut layout = visit.layout("Patterns to make", description);
    layout.canonical = Some(format!("{}/", market.settings().base_url));
    page(&Home {
        layout,
        kinds: kinds(""),
        shortcuts: vec![
            Chip::new("/browse?no_supports=1", "No supports"),
            Chip::new("/browse?licence=commercial", "Commercial use"),
            Chip::new("/browse?free=1", "Free"),
        ],
        counts: format!(
            "{} by {}",
            words::some(patterns, "pattern", "patterns"),
            words::some(shops, "designer", "designers")
        ),
        latest: latest.iter().map(shape::tile).collect(),
        shelves,
    })
}

/// The kinds at the top, the one in force marked.
pub(super) fn kinds(current: &str) -> Vec<Chip> {
    let chip = |href: &str, label: &str, slug: &str| Chip { current: slug == current, ..Chip::new(href, label) };
    vec![
        chip("/browse", "Everything", ""),
        chip("/browse?category=3d-print", "3D print", "3d-print"),
        chip("/browse?category=laser-cnc", "Laser and CNC", "laser-cnc"),
        chip("/browse?category=sewing", "Sewing", "sewing"),
        chip("/browse?category=graphic", "Graphic", "graphic"),
    ]
}

/// `/sitemap.xml`.
pub(crate) async fn sitemap(State(app): State<App>) -> Result<Response, Fault> {
    let base = &app.market.settings().base_url;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut number = 0;
    loop {
        let tiles = catalog::tiles(&app.market, &Browse { page: number, size: 100, ..Browse::default() }).await?;
        for tile in &tiles {
            xml.push_str(&format!("<url><loc>{base}/l/{}</loc></url>\n", tile.slug));
        }
        number += 1;
        // The standard's own limit is 50,000 addresses a file.
        if tiles.len() < 100 || number == 500 {
            break;
        }
    }
    xml.push_str("</urlset>\n");
    Ok(([(header::CONTENT_TYPE, "application/xml")], xml).into_response())
}

/// `/robots.txt`.
pub(crate) async fn robots(State(app): State<App>) -> String {
    let base = &app.market.settings().base_url;
    format!(
        "User-agent: *\nDisallow: /basket\nDisallow: /checkout\nDisallow: /account\nDisallow: /download\nSitemap: {base}/sitemap.xml\n"
    )
}
