//! Names that would break a line, turn it round or never end: of files, listings, shops, people.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod support;

use market::{
    accounts::{self, EditShop},
    catalog::{self, DraftOutcome, Edit, EditOutcome},
};
use support::{World, plate};

/// A line break, terminal codes, marks that turn text round, and a program's ending in disguise.
const ODD: &str = "Vase\r\nfail R999\u{1b}[31m \u{202e}gvs\u{2066}.exe";

fn is_tame(text: &str) -> bool {
    let turns =
        |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !text.chars().any(|letter| letter.is_control() || turns(letter))
}

store::on_both_databases! {
    async fn a_file_keeps_its_extension_and_loses_what_misleads(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let listing = world.draft(&cleo, "Vase", 500).await;
        for name in [format!("{ODD}.svg"), format!("{}.svg", "é".repeat(2048)), "../../../etc/plate.svg".to_owned(), "\u{202e}\n".to_owned()] {
            world.add(&cleo, listing, &name, &plate(20.0)).await;
        }
        world.work().await;
        let draft = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").expect("their own");
        let names: Vec<&str> = draft.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(names.iter().all(|name| is_tame(name) && name.len() <= 180), "{names:?}");
        assert!(names[0].starts_with("Vase") && names[0].ends_with(".svg"), "{names:?}");
        assert!(names[1].ends_with("é.svg"), "{names:?}");
        assert_eq!(names[2..], ["plate.svg", "file"]);
        assert!(draft.files.iter().all(|file| file.format == Some(pattern::Format::Svg)), "the content tells, not the name: {:?}", draft.files);
    }

    async fn a_title_is_one_line_whichever_way_it_comes(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        for title in [ODD.to_owned(), "é".repeat(4096)] {
            let opened = catalog::open_draft(&world.market, &cleo, &title).await.expect("no surprise");
            let DraftOutcome::Opened { listing, .. } = opened else { panic!("{opened:?}") };
            let draft = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").expect("their own");
            let kept = &draft.listing.title;
            assert!(is_tame(kept) && kept.chars().count() <= 120 && kept.chars().count() > 10, "{kept:?}");
        }
        let listing = world.draft(&cleo, "Vase", 500).await;
        let edit = |title: &str| Edit { title: title.to_owned(), category: "3d-print/vases".to_owned(), ..Edit::default() };
        let edited = catalog::edit(&world.market, &cleo, listing, edit(ODD)).await.expect("no surprise");
        assert_eq!(edited, EditOutcome::Edited);
        let draft = catalog::draft(&world.market, &cleo, listing).await.expect("no surprise").expect("their own");
        assert_eq!(draft.listing.title, "Vase fail R999[31m gvs.exe");
        let long = catalog::edit(&world.market, &cleo, listing, edit(&"é".repeat(4096))).await.expect("no surprise");
        let EditOutcome::Invalid(wrong) = long else { panic!("{long:?}") };
        assert!(wrong.iter().any(|wrong| wrong.message == "Write at most 120 characters; there are 4096."), "{wrong:?}");
    }

    async fn a_shop_is_called_by_one_line(store: TestStore) {
        let world = World::new(store).await;
        let cleo = world.creator("Cleo").await;
        let said = EditShop { title: ODD.to_owned(), bio: "First line.\nSecond line.".to_owned(), links: None };
        accounts::edit_shop(&world.market, &cleo, said).await.expect("no surprise");
        let shop = accounts::shop_of(&world.market, cleo.account().expect("an account")).await.expect("no surprise").expect("their own");
        assert_eq!((shop.title.as_str(), shop.bio.as_str()), ("Vase fail R999[31m gvs.exe", "First line.\nSecond line."));
    }
}
