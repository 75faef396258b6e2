//! Filters of which several are ticked, on the page where one browses and in the form that creators fill.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use basis::Actor;
use market::catalog::{self, Edit, EditOutcome};
use site::{
    Site,
    browser::{Browser, RIGHT},
    support,
};
use uuid::Uuid;

/// Puts a plate on sale of which its creator says `said`.
async fn on_sale(site: &Site, creator: &Actor, title: &str, side_mm: f32, said: &[(&str, &str)]) -> Uuid {
    let listing = site.world.on_sale(creator, title, side_mm, 300).await;
    let attributes = said.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let edit = Edit { attributes, ..support::said_of(title, 300) };
    let edited = catalog::edit(&site.world.market, creator, listing, edit).await.expect("no surprise");
    assert_eq!(edited, EditOutcome::Edited);
    listing
}

async fn shop(site: &Site) -> Actor {
    let cleo = site.world.creator("Cleo").await;
    on_sale(site, &cleo, "Lamp", 20.0, &[("material", "PLA or PETG, white"), ("machine", "FDM printer")]).await;
    on_sale(site, &cleo, "Hook", 21.0, &[("material", "PLA"), ("machine", "Prusa Mini")]).await;
    on_sale(site, &cleo, "Crate", 22.0, &[("material", "Birch plywood 3 mm"), ("machine", "Laser cutter")]).await;
    cleo
}

/// Titles of the tiles, in order.
fn titles(page: &str) -> Vec<&str> {
    let tiles = page.split("<li class=\"tile\">").skip(1);
    tiles.map(|tile| tile.split("</a></h3>").next().expect("a title").rsplit('>').next().expect("its text")).collect()
}

/// The ticks of a group as `PLA 2 ticked`, in order.
fn group(page: &str, name: &str) -> Vec<String> {
    let rows = page.split("<label class=\"tick\">").skip(1).map(|row| row.split("</label>").next().expect("its end"));
    let own = rows.filter(|row| row.contains(&format!("type=\"checkbox\" name=\"{name}\"")));
    own.map(|row| {
        let (field, rest) = row.split_once("> ").expect("a label");
        let label = rest.replace("<span class=\"n\">", " ").replace("</span>", "");
        format!("{label}{}", if field.ends_with("checked") { " ticked" } else { "" })
    })
    .collect()
}

/// The removable filters, as label and address.
fn chips(page: &str) -> Vec<(String, String)> {
    let chips =
        page.split("<a class=\"chip\" href=\"").skip(1).filter(|rest| rest.contains("Remove the filter</span>"));
    let chips = chips.filter_map(|rest| {
        let (href, rest) = rest.split_once('"')?;
        let label = rest.split_once("Remove the filter</span> ")?.1.split('<').next()?;
        rest.split("</a>")
            .next()?
            .contains("Remove the filter")
            .then(|| (label.to_owned(), href.replace("&#38;", "&").replace("&amp;", "&")))
    });
    chips.collect()
}

fn chip(label: &str, href: &str) -> (String, String) {
    (label.to_owned(), href.to_owned())
}

store::on_both_databases! {
    async fn several_are_ticked_by_a_form_without_script_and_removed_one_by_one(store: TestStore) {
        let site = Site::new(store).await;
        shop(&site).await;
        let all = site.get("/browse").await.text();
        assert_eq!(group(&all, "material"), ["PLA 2", "PETG 1", "Plywood 1"]);
        assert_eq!(group(&all, "machine"), ["FDM printer 1", "Laser cutter 1"], "a model is no sort of machine");
        assert_eq!(group(&all, "format"), ["SVG 3"]);

        let two = site.get("/browse?material=petg&material=plywood&sort=title").await.text();
        assert_eq!(titles(&two), ["Crate", "Lamp"]);
        assert_eq!(group(&two, "material"), ["PLA 2", "PETG 1 ticked", "Plywood 1 ticked"]);
        assert_eq!(group(&two, "machine"), ["FDM printer 1", "Laser cutter 1"]);
        assert_eq!(chips(&two), [
            chip("PETG", "/browse?material=plywood&sort=title"),
            chip("Plywood", "/browse?material=petg&sort=title"),
        ]);
        let both = site.get("/browse?material=petg&material=plywood&machine=laser-cutter").await.text();
        assert_eq!(titles(&both), ["Crate"]);
        assert_eq!(group(&both, "material"), ["Plywood 1 ticked", "PETG 0 ticked"], "what is ticked stays, to be taken back");
        assert_eq!(group(&both, "machine"), ["FDM printer 1", "Laser cutter 1 ticked"]);
    }

    async fn addresses_of_before_mean_what_they_name_and_nonsense_is_left_out_in_words(store: TestStore) {
        let site = Site::new(store).await;
        shop(&site).await;
        let before = site.get("/browse?material=PLA&machine=FDM+printer").await.text();
        assert_eq!(titles(&before), ["Lamp"]);
        assert_eq!(chips(&before), [
            chip("PLA", "/browse?machine=fdm-printer"),
            chip("FDM printer", "/browse?material=pla"),
        ]);
        let raw = site.get("/browse?material=PLA+or+PETG&sort=title").await.text();
        assert_eq!(titles(&raw), ["Hook", "Lamp"]);
        assert_eq!(chips(&raw).len(), 2);
        let unknown = site.get("/browse?material=gold+dust&material=plywood&machine=Prusa+Mini").await.text();
        assert_eq!(titles(&unknown), ["Crate"]);
        assert!(unknown.contains("There is no material “gold dust” here, so it was left out."));
        assert!(unknown.contains("There is no machine “Prusa Mini” here, so it was left out."));
        assert_eq!(chips(&unknown), [chip("Plywood", "/browse")]);
        let many: String = (0..300).map(|number| format!("&material=gold{number}")).collect();
        let many = site.get(&format!("/browse?q=x{many}")).await;
        assert_eq!((many.status.as_u16(), many.text().matches("There is no material").count()), (200, 27));
    }

    async fn a_creator_ticks_materials_and_machines_and_keeps_their_own_words(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let said = [("material", "PLA or PETG, white"), ("material", "PLA"), ("machine", "Prusa Mini")];
        let lamp = on_sale(&site, &cleo, "Lamp", 20.0, &said).await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let address = format!("/upload/{lamp}");
        let form = browser.get(&address).await.text();
        assert!(group(&form, "material").starts_with(&["PLA ticked".to_owned(), "PETG".to_owned()]), "{:?}", group(&form, "material"));
        assert!(group(&form, "machine").contains(&"FDM printer".to_owned()));
        assert!(form.contains("<input name=\"material\" value=\"PLA or PETG, white\""));
        assert!(form.contains("<input name=\"tried_on\" value=\"Prusa Mini\""), "it was no sort of machine");

        let fields = [
            ("title", "Lamp"), ("description", "A lamp."), ("tags", "lamp"), ("category", "3d-print/vases"),
            ("material", "Felt"), ("material", "PLA"), ("material", "PLA or PETG, white"), ("machine", "FDM printer"),
            ("machine", "Laser cutter"), ("tried_on", "Prusa Mini"), ("difficulty", "easy"), ("licence", "personal"),
            ("price_personal", "3.00"), ("ai", "none"),
        ];
        let long = "x".repeat(61);
        let mut wrong = fields.to_vec();
        wrong[6].1 = &long;
        let refused = browser.send_from(&form, &address, &wrong).await;
        assert_eq!(refused.status.as_u16(), 200);
        let again = refused.text();
        assert!(again.contains("<a href=\"#material\">Write at most 60 characters; there are 61.</a>"), "{again}");
        assert!(again.contains(&format!("value=\"{long}\"")) && group(&again, "material").contains(&"Felt ticked".to_owned()));

        let saved = browser.send_from(&form, &address, &fields).await;
        assert_eq!(saved.status.as_u16(), 303);
        let page = site.get("/l/lamp").await.text();
        for (term, value) in [
            ("Material", "Felt, PLA or PETG, white"), ("Machine", "FDM printer, Laser cutter"), ("Tried on", "Prusa Mini"),
            ("Difficulty", "Easy"),
        ] {
            assert!(page.contains(&format!("<dt>{term}</dt><dd>{value}</dd>")), "{term}: {page}");
        }
        let shelf = site.get("/browse").await.text();
        assert_eq!(group(&shelf, "material"), ["PLA 1", "PETG 1", "Felt 1"]);
        assert_eq!(group(&shelf, "machine"), ["FDM printer 1", "Laser cutter 1"]);
        let form = browser.get(&address).await.text();
        assert_eq!(form.matches("<input name=\"material\" value=\"PLA or PETG, white\"").count(), 1);
    }

    async fn what_a_program_said_besides_is_shown_in_the_form_and_kept(store: TestStore) {
        let site = Site::new(store).await;
        let cleo = site.world.creator("Cleo").await;
        let said = [("material", "Felt"), ("fabric", "Linen, 180 g/m²"), ("size", "36"), ("size", "38"), ("bed", "220 mm")];
        let bag = on_sale(&site, &cleo, "Bag", 20.0, &said).await;
        let mut browser = Browser::new(&site);
        browser.sign_in("cleo@example.org", RIGHT).await;
        let address = format!("/upload/{bag}");
        let form = browser.get(&address).await.text();
        for field in ["fabric\" value=\"Linen, 180 g/m²\"", "size\" value=\"36\"", "size\" value=\"38\"", "bed\" value=\"220 mm\""] {
            assert!(form.contains(&format!("<input name=\"{field}")), "{field}");
        }
        let fields = [
            ("title", "Bag"), ("description", "A bag."), ("tags", "bag"), ("category", "3d-print/vases"), ("material", "Felt"),
            ("fabric", "Linen, 180 g/m²"), ("size", "36"), ("size", ""), ("bed", "220 mm"), ("licence", "personal"),
            ("price_personal", "3.00"), ("ai", "none"),
        ];
        assert_eq!(browser.send_from(&form, &address, &fields).await.status.as_u16(), 303);
        let page = site.get("/l/bag").await.text();
        for (term, value) in [("Fabric", "Linen, 180 g/m²"), ("Size", "36"), ("Bed", "220 mm")] {
            assert!(page.contains(&format!("<dt>{term}</dt><dd>{value}</dd>")), "{term}: {page}");
        }
        // Nobody is asked for what no program said.
        let lamp = on_sale(&site, &cleo, "Lamp", 21.0, &[("material", "PLA")]).await;
        assert!(!browser.get(&format!("/upload/{lamp}")).await.text().contains("name=\"fabric\""));
    }
}
