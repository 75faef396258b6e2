//! What everybody sees, and uploading.

use super::*;

fn chips(labels: &[&str]) -> Vec<Chip> {
    let chip = |(place, label): (usize, &&str)| Chip { current: place == 0, ..Chip::new("/browse", *label) };
    labels.iter().enumerate().map(chip).collect()
}

const KINDS: [&str; 5] = ["Everything", "3D print", "Laser and CNC", "Sewing", "Graphic"];

fn home(images: &str) -> Home {
    Home {
        layout: layout(""),
        kinds: chips(&KINDS),
        shortcuts: vec![Chip::new("/browse?no_supports=1", "No supports"), Chip::new("/browse?free=1", "Free")],
        counts: "84 patterns by 6 designers".into(),
        latest: tiles(images),
        shelves: vec![Shelf {
            title: "Free to make".into(),
            href: "/browse?free=1".into(),
            more: "All 12 free patterns".into(),
            tiles: tiles(images).into_iter().rev().take(5).collect(),
        }],
    }
}

fn browse(images: &str, empty: bool) -> Browse {
    let group = |name: &str, title: &str, labels: &[&str]| FilterGroup {
        name: name.into(),
        title: title.into(),
        many: name == "material",
        choices: labels.iter().zip(3..).map(|(label, count)| Choice::new(*label, *label).counted(count)).collect(),
    };
    let pages = ["1", "2", "3"].map(|label| Chip { current: label == "2", ..Chip::new("/browse?page=1", label) });
    Browse {
        layout: layout("Patterns"),
        filters: Filters {
            groups: vec![
                group(
                    "category",
                    "Category",
                    &["Vessels", "Lamps", "Gears", "Brackets", "Boxes", "Garments", "Repeats"],
                ),
                group("licence", "Licence", &["Make it yourself", "Sell what you make", "CC BY 4.0"]),
                group("material", "Material", &["PLA", "PETG", "Resin", "Nylon", "Plywood", "Acrylic", "Felt", "Cork"]),
            ],
            currency_symbol: "€".into(),
            no_supports: true,
            ..Filters::default()
        },
        results: BrowseResults {
            heading: "Everything".into(),
            sort: vec![Choice::new("new", "Newest"), Choice::new("price", "Price")],
            left_out: vec!["“abc” is not a price, so it was left out. Write it like 10 or 9.50.".into()],
            counted: if empty { "0 of 84 patterns".into() } else { "34 of 84 patterns".into() },
            kinds: chips(&KINDS),
            active: vec![Chip::new("/browse", "Without supports"), Chip::new("/browse", "At most € 10")],
            clear_href: "/browse".into(),
            tiles: if empty { Vec::new() } else { tiles(images) },
            pager: Pager {
                previous: Some("/browse".into()),
                next: Some("/browse?page=3".into()),
                pages: pages.to_vec(),
            },
            suggestions: vec![Link::new("/browse?kind=print", "3D print")],
        },
    }
}

fn listing(images: &str) -> Listing {
    let names = [("vase", "Fluted vase, twisted by a quarter turn"), ("vase", "From the left"), ("vase", "From above")];
    let licence = |value: &str, name: &str, words: &str, price: &str| LicenceOffer {
        value: value.into(),
        name: name.into(),
        words: words.into(),
        price: price.into(),
        chosen: value == "personal",
    };
    let line = |from, to, label: &str| DimensionLine { from, to, label: label.into() };
    let mut all = vec![
        Fact::new("Verified 23 November 2026", "Sound. Nothing to mend.").wide(FactWidth::Full).graded(Grade::Pass),
    ];
    all.extend(facts(&[("Size", "68 × 68 × 150 mm"), ("Volume", "92.4 cm³"), ("Triangles", "230,400")]));
    all.extend(facts(&[("Closed (watertight)", "yes"), ("Winding", "consistent"), ("Shells", "1")]));
    Listing {
        layout: signed_in("Fluted twist vase"),
        id: "019".into(),
        crumbs: vec![
            Crumb { href: Some("/browse?kind=print".into()), label: "3D print".into() },
            Crumb { href: Some("/browse?category=vessels".into()), label: "Vessels".into() },
        ],
        title: "Fluted twist vase".into(),
        creator: Link::new("/s/orla", "Orla Brandt"),
        creator_counts: "38 patterns".into(),
        lead: "Eighteen flutes turn a quarter over the height. One wall, no seams to hide.".into(),
        paragraphs: vec![
            "Holds water when printed at 210 °C in PETG. Print it in vase mode, with the foot down.".into(),
        ],
        pictures: names.map(|(name, alt)| picture(images, name, alt)).to_vec(),
        stand: Stand::Mesh(Viewer3d {
            preview_url: "/p/vase.glb".into(),
            preview_size: "0.4 MB".into(),
            size_mm: [68.0, 68.0, 150.0],
            ..Viewer3d::default()
        }),
        dimensions: vec![line((31.0, 94.0), (70.0, 94.0), "68 mm"), line((84.0, 18.0), (84.0, 86.0), "150 mm")],
        licences: vec![
            licence("personal", "Make it yourself", "Any number, for you and for gifts", "€ 6.50"),
            licence("commercial", "Sell what you make", "Up to 500 pieces, credit the designer", "€ 29.00"),
        ],
        free: vec![licence("cc-by-nc", "Credit, no sale (CC BY-NC)", "Share and change; do not sell", "Free")],
        free_words: "No account needed.".into(),
        files_words: "STL and 3MF, 14 MB".into(),
        files: vec![FileLine {
            name: "fluted-twist-vase.stl".into(),
            facts: "STL, 11.5 MB, 230,400 triangles".into(),
            verdict: None,
        }],
        facts: all,
        verdict: Verdict::new(Grade::Pass, "Sound"),
        findings: vec![thin_walls()],
        finding_count: 2,
        report_href: "/l/fluted-twist-vase/report".into(),
        complaint_href: "/l/fluted-twist-vase/problem".into(),
        licence_words: vec![LicenceHelp {
            id: "personal".into(),
            name: "Make it yourself".into(),
            rules: vec![
                LicenceRule {
                    heading: "You may".into(),
                    sign: "may",
                    lines: vec!["Print as many as you like, keep them or give them away.".into()],
                },
                LicenceRule {
                    heading: "You may not".into(),
                    sign: "may-not",
                    lines: vec!["Sell what you make.".into()],
                },
            ],
            legal: None,
        }],
        attributes: facts(&[("Material", "PETG, PLA"), ("Difficulty", "easy"), ("Tried on", "Prusa Mini")]),
        ai_words: "Made without AI, says Orla Brandt.".into(),
        tags: vec![Link::new("/browse?q=vase", "vase"), Link::new("/browse?q=flutes", "flutes")],
        related: tiles(images).into_iter().skip(1).take(5).collect(),
        related_title: "Also in vessels".into(),
        product: Product {
            name: "Vase </script><b>".into(),
            price: "6.50".into(),
            currency: "EUR".into(),
            ..Product::default()
        },
        ..Listing::default()
    }
}

fn report(images: &str) -> Report {
    Report {
        layout: layout("Report: Gyroid dice"),
        crumbs: vec![Crumb { href: Some("/l/gyroid".into()), label: "Gyroid dice, 60 mm".into() }],
        title: "Gyroid dice, 60 mm".into(),
        made: "Verified 23 November 2026 by Maquette 0.1".into(),
        files: vec![FileReport {
            file: FileLine {
                name: "gyroid-dice-v3.stl".into(),
                facts: "61 MB, 1,221,164 triangles".into(),
                verdict: None,
            },
            verdict: Verdict::new(Grade::Warn, "Two things to look at"),
            picture: Some(picture(images, "gyroid", "The dice with two places marked")),
            marks: marks(),
            findings: vec![thin_walls(), open_edge()],
            facts: facts(&[
                ("Closed (watertight)", "no"),
                ("Winding", "consistent"),
                ("Shells", "4"),
                ("Volume", "61.8 cm³"),
            ]),
            hash: "9c1185a5c5e9fc54612808977ee8f548b2258d31".into(),
            left_out: vec!["Self-intersections were not looked for.".into()],
        }],
    }
}

/// The form beside the files.
pub fn details() -> Details {
    Details {
        form: Form::new()
            .with("title", "Gyroid dice, 60 mm")
            .with("tags", "dice, gyroid")
            .wrong("description", "Say in a sentence what it is."),
        action: "/upload/019".into(),
        save_label: "Save as a draft".into(),
        publish_action: "/upload/019/publish".into(),
        categories: vec![Choice::new("toys", "Toys and games")],
        materials: Ticks {
            near: vec![
                Choice::new("PLA", "PLA").chosen(true),
                Choice::new("PETG", "PETG"),
                Choice::new("Resin", "Resin"),
            ],
            further: vec![Choice::new("Plywood", "Plywood"), Choice::new("Felt", "Felt")],
            own: vec!["PLA silk, two colours".into()],
        },
        machines: Ticks {
            near: vec![Choice::new("FDM printer", "FDM printer").chosen(true)],
            further: vec![Choice::new("Laser cutter", "Laser cutter")],
            own: vec!["Prusa Mini".into()],
        },
        beside: vec![Own { name: "bed".into(), label: "Bed".into(), values: vec!["220 mm".into()] }],
        difficulties: vec![Choice::new("easy", "Easy")],
        supports: vec![Choice::new("", "As estimated from the file"), Choice::new("none", "Prints without")],
        licences: vec![
            LicenceChoice {
                value: "personal".into(),
                name: "Make it yourself".into(),
                words: "Any number, for themselves and for gifts".into(),
                chosen: true,
                price: Some("3.00".into()),
                yours: Some("€ 2.61".into()),
                ..LicenceChoice::default()
            },
            LicenceChoice {
                value: "cc-by".into(),
                name: "CC BY 4.0".into(),
                words: "Anything, with your name".into(),
                sells: true,
                ..LicenceChoice::default()
            },
        ],
        ai: vec![Choice::new("none", "No"), Choice::new("some", "In part"), Choice::new("all", "Yes, mostly")],
        undercut: None,
        amounts: AmountForm {
            symbol: "€".into(),
            pattern: "€\u{a0}#".into(),
            digits: 2,
            decimal: '.',
            group: ',',
            grouped_from: 4,
        },
        fee_basis_points: 1_300,
        payout_words: "You receive € 8.70 of each € 10.00.".into(),
    }
}

fn rows(images: &str) -> UploadRows {
    let row = |id: &str, name: &str, state, report, drawn: Option<&str>| UploadRow {
        id: id.into(),
        listing: "019".into(),
        csrf: "c0ffee".into(),
        name: name.into(),
        facts_words: "61 MB, 1,221,164 triangles".into(),
        picture: drawn.map(|drawn| picture(images, drawn, "")),
        state,
        open: true,
        report,
        mending: Mending::Nothing,
    };
    let mended = MendedFile {
        before: Some(picture(images, "gyroid", "The dice as it was sent")),
        after: Some(picture(images, "gyroid", "The dice, mended")),
        steps: vec!["Filled 2 holes, the longest rim 12.0 mm.".into()],
        verdict: Some(Verdict::new(Grade::Pass, "Sound")),
        words: "What was there has not moved. 0.4 cm² of new surface closes what was open.".into(),
    };
    let report = RowReport {
        picture: Some(picture(images, "gyroid", "The dice with two places marked")),
        marks: marks(),
        findings: vec![thin_walls(), open_edge()],
        facts: facts(&[("Closed", "yes"), ("Winding", "consistent"), ("Shells", "4"), ("Volume", "61.8 cm³")]),
    };
    let running = RowState::Running { step_words: "Drawing pictures".into(), is_counted: false, done: 4, of: 6 };
    let refused = RowState::Refused {
        words: "This is a text, not a pattern.".into(),
        next: "Export STL or 3MF from your program.".into(),
    };
    UploadRows {
        listing: "019".into(),
        heading: "Three files on their way".into(),
        words: "You can leave this page. We go on, and your draft waits in the studio.".into(),
        running: true,
        left_out: vec![LeftOut {
            words: "Three files were taken out of gyroid.zip. Left out:".into(),
            names: vec!["gyroid/render.psd".into(), "gyroid/slices/plate.gcode".into()],
            more: Some("and 14 more.".into()),
        }],
        csrf: "c0ffee".into(),
        rows: vec![
            UploadRow {
                mending: Mending::Proposed(Box::new(mended)),
                ..row(
                    "a",
                    "gyroid-dice-v3.stl",
                    RowState::Done(Verdict::new(Grade::Warn, "Two things to look at")),
                    Some(report),
                    Some("gyroid"),
                )
            },
            row("b", "cycloidal-disc.ply", running, None, None),
            row("c", "notes.txt", refused, None, None),
        ],
        publish: Publish {
            label: "Publish one sound file".into(),
            held: None,
            words: "The dice can go live too, with its findings shown to buyers.".into(),
        },
    }
}

fn upload(images: &str, begun: bool) -> Upload {
    Upload {
        layout: signed_in("Upload"),
        files: if begun { rows(images) } else { UploadRows::default() },
        limits_words: "STL, 3MF, OBJ, PLY, GLB, SVG, DXF, PNG. Up to 2 GB each. Your files take 14 MB of 20 GB.".into(),
        accept: ".stl,.3mf,.obj,.ply,.glb,.svg,.dxf,.png".into(),
        details: begun.then(details),
        own: OwnState {
            id: "019".into(),
            title: "Gyroid dice, 60 mm".into(),
            state: Verdict::new(Grade::Info, "Draft"),
            decision: Some("The name says 60 mm and the file is 20 mm. Which is right?".into()),
            public_href: Some("/l/gyroid".into()),
            can_withdraw: true,
            discard: Some(Discard {
                label: "Delete this draft".into(),
                words: "Its files and what you wrote are removed.".into(),
            }),
        },
        ..Upload::default()
    }
}

fn shop(images: &str) -> Shop {
    Shop {
        layout: layout("Orla Brandt"),
        name: "Orla Brandt".into(),
        picture: Some(picture(images, "bunny", "Orla at her bench")),
        links: vec![
            OutwardLink {
                href: "https://video.example.org/@orla".into(),
                label: "My videos".into(),
                host: "video.example.org".into(),
            },
            OutwardLink { href: "https://example.org/".into(), label: "example.org".into(), host: String::new() },
        ],
        clear: Some(ClearShop { action: "/s/orla/clear".into(), form: Form::new() }),
        about: vec!["Vessels and lamps for a 0.4 mm nozzle. I print every one before I sell it.".into()],
        facts: facts(&[("Patterns", "38"), ("Since", "March 2024"), ("Sold", "612")]),
        kinds: chips(&["Everything", "3D print"]),
        tiles: tiles(images),
        pager: Pager::default(),
    }
}

/// The samples.
pub fn pages(images: &str) -> Vec<Sample> {
    let mut drawing = listing(images);
    drawing.stand = Stand::Drawing {
        url: format!("{images}/gear.webp"),
        tiles: None,
        per_mm: 0.0046,
        width_mm: 186.0,
        height_mm: 142.0,
    };
    drawing.pictures[0].drawn = true;
    vec![
        page("/", &home(images)),
        page("/browse", &browse(images, false)),
        page("/browse-empty", &browse(images, true)),
        page("/l/fluted-twist-vase", &listing(images)),
        page("/l/drawing", &drawing),
        page("/l/fluted-twist-vase/report", &report(images)),
        page("/s/orla", &shop(images)),
        page("/upload", &upload(images, false)),
        page("/upload/019", &upload(images, true)),
    ]
}
