//! Every page filled with believable samples, by the address it stands at.

use askama::Template;
use views::{pages::*, *};

mod house;
mod shop;
mod trade;

/// A page's address, and its whole text.
pub type Sample = (String, String);

fn page(address: &str, page: &impl Template) -> Sample {
    (address.to_owned(), page.render().unwrap_or_else(|error| format!("does not render: {error}")))
}

fn layout(title: &str) -> Layout {
    let mut layout = Layout::new("Maquette").titled(title, "Patterns to make, checked before you buy.");
    layout.csrf = "c0ffee".into();
    layout.canonical = Some("https://example.org/".into());
    layout.assets = Assets { fonts: true, ..Assets::default() };
    layout
}

fn signed_in(title: &str) -> Layout {
    let mut layout = layout(title);
    layout.basket_count = 2;
    layout.viewer = Some(Viewer { name: "Orla".into(), is_creator: true, is_moderator: true, is_operator: true });
    layout.canonical = None;
    layout
}

fn picture(images: &str, name: &str, alt: &str) -> Picture {
    let url = format!("{images}/{name}.webp");
    Picture {
        url256: url.clone(),
        url384: None,
        url512: url,
        url1024: None,
        whole: None,
        alt: alt.into(),
        drawn: false,
    }
}

fn facts(pairs: &[(&str, &str)]) -> Vec<Fact> {
    pairs.iter().map(|(term, value)| Fact::new(*term, *value)).collect()
}

/// Nine patterns.
fn tiles(images: &str) -> Vec<Tile> {
    const ALL: [(&str, &str, &str, &str, Grade, &str, &str); 9] = [
        ("vase", "Fluted twist vase", "€ 6.50", "Orla Brandt", Grade::Pass, "Sound", "68 × 68 × 150 mm"),
        ("gear", "Herringbone gear, module 3", "€ 2.00", "Gearwright", Grade::Pass, "Sound", "72 × 72 × 14 mm"),
        ("lamp", "Seafan lampshade", "€ 11.00", "Orla Brandt", Grade::Pass, "Sound", "140 × 140 × 150 mm"),
        ("gyroid", "Gyroid dice, 60 mm", "Free", "Minimal Surfaces", Grade::Warn, "Thin at 0.7 mm", "60 × 60 × 60 mm"),
        (
            "planter",
            "Brickwork planter, 12 cm",
            "€ 5.00",
            "Hausgrün",
            Grade::Pass,
            "Without supports",
            "120 × 120 × 88 mm",
        ),
        ("part", "Bearing bracket, parametric", "€ 3.50", "Gearwright", Grade::Pass, "With 3MF", "127 × 63 × 41 mm"),
        ("knot", "Trefoil knot", "Free", "Minimal Surfaces", Grade::Warn, "Needs supports", "126 × 118 × 46 mm"),
        ("bunny", "Garden rabbit", "€ 4.50", "Hausgrün", Grade::Pass, "Sound", "155 × 120 × 153 mm"),
        ("cycloidal", "Cycloidal drive disc", "€ 7.00", "Gearwright", Grade::Pass, "Sound", "96 × 96 × 8 mm"),
    ];
    let tile =
        |&(name, title, price, creator, grade, words, dims): &(&str, &str, &str, &str, Grade, &str, &str)| Tile {
            href: "/l/fluted-twist-vase".into(),
            title: title.into(),
            picture: picture(images, name, ""),
            price: price.into(),
            creator: creator.into(),
            verdict: Some(Verdict::new(grade, words)),
            dims: Some(dims.into()),
        };
    ALL.iter().map(tile).collect()
}

fn thin_walls() -> Finding {
    Finding {
        number: 1,
        code: "M341".into(),
        grade: Grade::Warn,
        title: "Walls thinner than your nozzle".into(),
        message: "214 places are 0.7 mm or less; a 0.4 mm nozzle needs 0.8 mm for two lines.".into(),
        fix: "Thicken by 0.1 mm in your program, or say that this is for resin.".into(),
        places: Some("214 places".into()),
        at: vec!["(12.0, 4.5, 88.0) mm".into(), "triangle 1704".into()],
    }
}

fn open_edge() -> Finding {
    Finding {
        number: 2,
        code: "M302".into(),
        grade: Grade::Fail,
        title: "A hole in the surface".into(),
        message: "Four edges have a face on one side only. A slicer closes the hole by guessing.".into(),
        fix: "Fill the hole in your program (Make solid, Fill holes) and upload it again.".into(),
        ..Finding::default()
    }
}

fn marks() -> Vec<Mark> {
    vec![Mark { number: 1, x: 41.0, y: 44.0 }, Mark { number: 2, x: 66.0, y: 62.0 }]
}

/// All pages; `images` is where the pictures lie.
pub fn all(images: &str) -> Vec<Sample> {
    let mut pages = shop::pages(images);
    pages.extend(trade::pages(images));
    pages.extend(house::pages(images));
    pages
}
