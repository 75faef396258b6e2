//! Looking, searching, opening what was found, filling a basket, downloading: each is told once, at either door.

use axum::{body::Body, http::Request};
use basis::Scope;
use market::{
    Event,
    catalog::{self, PublishOutcome},
    event::{BasketAdded, BasketRemoved, DownloadBegun, ListingViewed, SearchClicked, SearchMade},
    orders::{self, Target},
};
use serde_json::{Value, json};

use super::{
    House,
    browser::{Browser, ask, send},
    support::plate,
};

/// Addresses of the tiles on a page, in their order.
fn tiles(page: &str) -> Vec<String> {
    let tiles = page.split("<h3><a href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    tiles.map(|address| address.replace("&#38;", "&").replace("&amp;", "&")).collect()
}

/// The address of a tile without what it says of where it stood.
fn plain(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

store::on_both_databases! {
    async fn what_is_opened_from_a_search_is_told_with_its_place(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let tall = house.world.on_sale(&cleo, "Tall vase", 20.0, 650).await;
        let wide = house.world.on_sale(&cleo, "Wide vase", 21.0, 650).await;
        let (_, last) = house.told_after(0).await;

        let visitor = Browser::visitor(&house.router);
        let found = tiles(&visitor.get("/browse?q=vase").await.text);
        let opened = visitor.get(&found[1]).await;
        assert_eq!(opened.status.as_u16(), 200);
        assert!(opened.text.contains(&format!("rel=\"canonical\" href=\"http://127.0.0.1:8080{}\"", plain(&found[1]))));
        let (told, last) = house.told_after(last).await;
        let listing = if plain(&found[1]) == "/l/tall-vase" { tall } else { wide };
        let Event::SearchMade(made) = &told[0] else { panic!("{told:?}") };
        let search = made.search;
        let viewed = ListingViewed { listing, account: None };
        let clicked = SearchClicked { search: Some(search), listing, position: 2, account: None };
        let expected = SearchMade { search, words: "vase".to_owned(), result_count: 2, account: None };
        assert_eq!(told, [expected.into(), viewed.clone().into(), clicked.into()]);

        let nonsense = ["?place=0", "?place=first", "?place=4294967295", "?search=vase", "?place=-1&search=vase"];
        for nonsense in nonsense {
            assert_eq!(visitor.get(&format!("{}{nonsense}", plain(&found[1]))).await.status.as_u16(), 200);
        }
        let (told, _) = house.told_after(last).await;
        assert_eq!(told, vec![Event::from(viewed); nonsense.len()], "an address that no tile has is a look and no more");
    }

    async fn a_later_page_and_a_page_without_words_say_where_a_listing_stood(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let mut listings = Vec::new();
        for number in 0..25u8 {
            let listing = house.world.draft(&cleo, &format!("Vase {number}"), 650).await;
            house.world.add(&cleo, listing, "plate.svg", &plate(20.0 + f32::from(number))).await;
            listings.push(listing);
        }
        house.world.work().await;
        for listing in &listings {
            let outcome = catalog::publish(&house.world.market, &cleo, *listing).await.expect("no surprise");
            assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        }
        house.world.read_events().await;
        let bea = house.world.buyer("Bea Buyer").await;
        let buyer = house.browser("Bea Buyer").await;
        let (_, last) = house.told_after(0).await;

        let first = buyer.get("/browse?q=vase").await.text;
        let (_, next) = first.split_once("rel=\"next\" href=\"").expect("there is a second page");
        let next = next.split('"').next().expect("its address").replace("&#38;", "&").replace("&amp;", "&");
        let second = tiles(&buyer.get(&next).await.text);
        assert_eq!(second.len(), 1);
        buyer.get(&second[0]).await;
        let (told, last) = house.told_after(last).await;
        let kinds: Vec<_> = told.iter().map(Event::kind).collect();
        assert_eq!(kinds, ["search.made", "listing.viewed", "search.clicked"], "a second page is no second search");
        let (Event::SearchMade(made), Event::SearchClicked(clicked)) = (&told[0], &told[2]) else { panic!("{told:?}") };
        assert_eq!((clicked.search, clicked.position, clicked.account), (Some(made.search), 25, bea.account()));

        let newest = tiles(&buyer.get("/browse").await.text);
        buyer.get(&newest[0]).await;
        let (told, _) = house.told_after(last).await;
        let number: usize = plain(&newest[0]).trim_start_matches("/l/vase-").parse().expect("the number in its title");
        let (listing, account) = (listings[number], bea.account());
        let clicked = SearchClicked { search: None, listing, position: 1, account };
        assert_eq!(told, [ListingViewed { listing, account }.into(), clicked.into()]);
    }

    async fn what_goes_into_a_basket_and_out_of_it_is_told_at_both_doors(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let listing = house.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let offer = house.world.offer(listing).await.to_string();
        let bea = house.world.buyer("Bea Buyer").await;
        let (_, last) = house.told_after(0).await;

        let visitor = Browser::visitor(&house.router);
        let id = listing.to_string();
        for (door, field) in [("add", &offer), ("add", &offer), ("remove", &id), ("remove", &id)] {
            let name = if door == "add" { "licence" } else { "line" };
            let answer = visitor.post(&format!("/basket/{door}"), &[(name, field)]).await;
            assert_eq!(answer.status.as_u16(), 303);
        }
        let (told, last) = house.told_after(last).await;
        let added = BasketAdded { listing, licence: "personal".to_owned(), account: None };
        let removed = BasketRemoved { listing, account: None };
        assert_eq!(told, [added.clone().into(), removed.clone().into()], "what changes nothing is not told");

        let token = house.token(&bea, Scope::Buy).await;
        for field in ["addToBasket", "removeFromBasket"] {
            let question = format!("mutation {{ {field}(offer: \"{offer}\") {{ status }} }}");
            let answer = ask(&house.router, Some(&token), &json!({ "query": question })).await;
            assert_eq!(answer["data"][field]["status"], "DONE", "{answer}");
        }
        let (told, _) = house.told_after(last).await;
        let account = bea.account();
        assert_eq!(told, [BasketAdded { account, ..added }.into(), BasketRemoved { account, ..removed }.into()]);
    }

    async fn a_download_is_told_where_it_begins_and_not_where_it_goes_on(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let listing = house.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let bea = house.world.buyer("Bea Buyer").await;
        house.world.buy(&bea, listing, 650).await;
        let line = house.world.library(&bea).await.remove(0);
        let (entitlement, file) = (line.entitlement, line.files[0].id);
        let (_, last) = house.told_after(0).await;

        let address = async |target| {
            let link = orders::link(&house.world.market, &bea, entitlement, target).await.expect("no surprise");
            format!("/download/{}", link.expect("hers").token)
        };
        let get = async |method: &str, address: &str, range: &str| {
            let request = Request::builder().method(method).uri(address).header("range", range);
            send(&house.router, request.body(Body::empty()).expect("a request")).await.status.as_u16()
        };
        let (one, all) = (address(Target::File(file)).await, address(Target::All).await);
        assert_eq!(get("GET", &one, "bytes=0-").await, 206);
        assert_eq!(get("GET", &one, "bytes=10-").await, 206);
        assert_eq!(get("GET", &one, "bytes=99999999-").await, 416);
        assert_eq!(get("HEAD", &one, "bytes=0-").await, 206);
        assert_eq!(get("GET", &all, "none").await, 200);
        assert_eq!(get("GET", "/download/forged", "none").await, 404);
        let (told, _) = house.told_after(last).await;
        let begun =
            |file| DownloadBegun { listing, entitlement: Some(entitlement), account: bea.account(), file };
        assert_eq!(told, [begun(Some(file)).into(), begun(None).into()]);
    }

    async fn a_program_tells_of_a_search_and_of_what_was_opened_where_it_says_so(store: TestStore) {
        let house = House::new(store).await;
        let cleo = house.world.creator("Cleo Creator").await;
        let listing = house.world.on_sale(&cleo, "Vase", 20.0, 650).await;
        let bea = house.world.buyer("Bea Buyer").await;
        let token = house.token(&bea, Scope::Buy).await;
        let (_, last) = house.told_after(0).await;
        let question = async |text: &str| -> Value {
            let body = ask(&house.router, Some(&token), &json!({ "query": text })).await;
            assert_eq!(body["errors"], Value::Null, "{body}");
            body["data"].clone()
        };
        // A program that looks for itself tells of nothing.
        question("{ listings(filter: { text: \"vase\" }) { totalCount nodes { id } } }").await;
        question(&format!("{{ listing(id: \"{listing}\") {{ title }} }}")).await;
        assert_eq!(question("{ listings { search } }").await["listings"]["search"], Value::Null, "nothing was looked for");
        assert!(house.told_after(last).await.0.is_empty());

        let found = question("{ listings(filter: { text: \"vase\" }) { search } }").await;
        let search = found["listings"]["search"].as_str().expect("it stands for the search");
        question(&format!("{{ listing(id: \"{listing}\", search: \"{search}\", position: 1) {{ title }} }}")).await;
        let (told, _) = house.told_after(last).await;
        let (search, account) = (search.parse().expect("an identifier"), bea.account());
        let made = SearchMade { search, words: "vase".to_owned(), result_count: 1, account };
        let clicked = SearchClicked { search: Some(search), listing, position: 1, account };
        assert_eq!(told, [made.into(), clicked.into()]);
    }
}
