//! Markup in everything that anybody may type: it is shown as it was typed, and runs nowhere.

use axum::http::StatusCode;
use basis::{Actor, Role};
use market::{
    accounts::{self, EditShop, NewToken, Origin, ShopOutcome, SignIn, SignUp, SignUpOutcome, TokenOutcome},
    catalog::{self, Edit, EditOutcome, Named, OfferInput, PublishOutcome},
    orders::{self, Refund},
};

use crate::{
    browser::{Answer, Browser},
    routes,
    support::{World, attempt, basket_of, euro},
    town::{market, session},
};

/// Ends an attribute, a tag, a script and a style, each with a word of its own that would show which it ended.
const PAYLOAD: &str = "zqa\"><zqtag onload=alert(1)>'zqb</script></style>";

/// A drawing whose every text is the payload; with `more` inside.
fn drawing_with(more: &str) -> Vec<u8> {
    let payload = "zqa&quot;&gt;&lt;zqtag&gt;";
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="50mm" height="50mm" viewBox="0 0 50 50">
        <title>{payload}</title><rect id="{payload}" x="5" y="5" width="30" height="30" fill="none" stroke="black"/>
        <path id="{payload}2" d="M5 5L40 45L45 10" fill="none" stroke="black"/><path id="{payload}3" d="M5 5L40 45L45 10" fill="none" stroke="black"/>{more}</svg>"#
    )
    .into_bytes()
}

fn drawing() -> Vec<u8> {
    drawing_with("")
}

/// What would run where a browser shows the drawing itself.
const RUNS: [&str; 3] = [
    "<script>alert(1)</script>",
    r#"<g onload="alert(1)"><path d="M1 1L9 9"/></g>"#,
    r#"<foreignObject width="10" height="10"><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></body></foreignObject>"#,
];

/// Whether markup of the payload stands on a page as markup. What is no page is shown as it is, whatever it says: each
/// answer says `nosniff`.
fn breaks_out(answer: &Answer) -> Option<&'static str> {
    let (media_type, page) = (answer.header("content-type"), &answer.text);
    if ["text/plain", "application/json"].iter().any(|plain| media_type.starts_with(plain)) {
        return None;
    }
    ["<zqtag", "zqa\"", "zqb</script", "zqb</style", "<script>alert", "onerror=\"alert", "href=\"javascript:"]
        .into_iter()
        .find(|sign| page.contains(sign))
}

/// What every page must say, whatever stands on it.
fn is_guarded(answer: &Answer) -> bool {
    let policy = answer.header("content-security-policy");
    let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap_or_default();
    policy.contains("default-src 'none'")
        && policy.contains("frame-ancestors 'none'")
        && !scripts.contains("unsafe-inline")
        && !scripts.contains("unsafe-eval\'")
        && !scripts.contains('*')
        && answer.header("x-content-type-options") == "nosniff"
}

async fn person(world: &World, email: &str, roles: &[Role]) -> Actor {
    let input = SignUp {
        email: email.to_owned(),
        name: PAYLOAD.to_owned(),
        password: "a sentence is easy to keep".to_owned(),
        sells: false,
    };
    match accounts::add_account(&world.market, input, roles, true).await.expect("no surprise") {
        SignUpOutcome::SignedUp(account) => {
            Actor::Account { account, roles: roles.to_vec(), scopes: basis::Scope::ALL.to_vec() }
        }
        SignUpOutcome::Invalid(wrong) => panic!("{wrong:?}"),
    }
}

/// A shop, a listing on sale and one that is held, a token, an order that was paid back: all of it full of markup. Gives
/// the identifiers that addresses are made of.
async fn planted(world: &World, cleo: &Actor, bea: &Actor, operator: &Actor) -> Vec<String> {
    let market = &world.market;
    let said = EditShop { title: PAYLOAD.to_owned(), bio: format!("{PAYLOAD}\n\n{PAYLOAD}"), links: None };
    let edited = accounts::edit_shop(market, cleo, said).await.expect("no surprise");
    assert_eq!(edited, ShopOutcome::Edited);
    let mut ids = Vec::new();
    let edit = Edit {
        title: PAYLOAD.to_owned(),
        description: format!("{PAYLOAD}\n\n{PAYLOAD}"),
        category: "other".to_owned(),
        tags: vec!["zqa\"><zqtag>".to_owned(), "zqb</script>".to_owned()],
        attributes: vec![("material".to_owned(), "zqa\"><zqtag>".to_owned())],
        made_with_ai: false,
        offers: vec![OfferInput { license: "personal".to_owned(), price: euro(650) }],
    };
    for name in ["zqa\"><zqtag>.svg", "zqb</script>'.svg"] {
        let listing = world.draft(cleo, "Vase", 650).await;
        assert_eq!(catalog::edit(market, cleo, listing, edit.clone()).await.expect("no surprise"), EditOutcome::Edited);
        world.add(cleo, listing, name, &drawing()).await;
        world.work().await;
        let outcome = catalog::publish(market, cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. } | PublishOutcome::NothingNew), "{outcome:?}");
        let row = catalog::entry(market, cleo, Named::Id(listing)).await.expect("no surprise").expect("hers");
        ids.extend([listing.to_string(), row.slug]);
    }
    world.read_events().await;
    let listing: uuid::Uuid = ids[0].parse().expect("an identifier");
    let offer = world.offer(listing).await;
    orders::add_to_basket(market, &basket_of(bea), offer).await.expect("no surprise");
    let bought = orders::checkout(market, bea, &attempt("first", 650, "paid")).await.expect("no surprise");
    let orders::CheckoutOutcome::Order { order, .. } = bought else { panic!("{bought:?}") };
    let refund = Refund { order, lines: Vec::new(), reason: PAYLOAD.to_owned() };
    orders::refund(market, operator, &refund).await.expect("no surprise");
    orders::add_to_basket(market, &basket_of(bea), offer).await.expect("no surprise");
    let token = NewToken { name: "zqa\"><zqtag>".to_owned(), scopes: vec![basis::Scope::Read], days: None };
    let made = accounts::make_token(market, bea, token).await.expect("no surprise");
    assert!(matches!(made, TokenOutcome::Made { .. }), "{made:?}");
    ids.push(order.to_string());
    ids.push(
        accounts::shop_of(market, cleo.account().expect("hers")).await.expect("no surprise").expect("hers").handle,
    );
    ids
}

async fn browsers(world: &World, router: &axum::Router) -> Vec<Browser> {
    let mut browsers = vec![Browser::visitor(router)];
    for email in ["bea@example.org", "cleo@example.org", "olga@example.org"] {
        // What a browser calls itself stands in the list of sessions.
        let input = SignIn {
            email: email.to_owned(),
            password: "a sentence is easy to keep".to_owned(),
            user_agent: PAYLOAD.to_owned(),
            origin: Origin::new(basis::ClientAddress::UNKNOWN),
        };
        accounts::sign_in(&world.market, input).await.expect("no surprise");
        browsers.push(Browser::new(router, "session", &session(world, email).await));
    }
    browsers
}

store::on_both_databases! {
    async fn markup_in_any_field_is_text_on_every_page(store: TestStore) {
        let (world, router) = market(store, market::Settings { rate_limits: false, ..market::Settings::default() }).await;
        let bea = person(&world, "bea@example.org", &[Role::Buyer]).await;
        let cleo = person(&world, "cleo@example.org", &[Role::Buyer, Role::Creator]).await;
        let operator = person(&world, "olga@example.org", &[Role::Moderator, Role::Operator]).await;
        let ids = planted(&world, &cleo, &bea, &operator).await;
        let browsers = browsers(&world, &router).await;
        let pages: Vec<_> = routes::of(&router).into_iter().filter(|route| route.method == "GET").collect();
        let names = routes::names_read();
        let typed = percent_encoding::utf8_percent_encode(PAYLOAD, percent_encoding::NON_ALPHANUMERIC).to_string();
        let asked: Vec<_> = names.iter().filter(|name| !["after", "before", "revision"].contains(&name.as_str())).collect();
        let query: Vec<_> = asked.iter().map(|name| format!("{name}={typed}")).collect();
        let mut shown = std::collections::BTreeSet::new();
        for browser in &browsers {
            for page in &pages {
                let fillings = if page.parameters().is_empty() { vec![String::new()] } else { [&ids[..], &[PAYLOAD.to_owned()]].concat() };
                for filling in fillings {
                    let address = page.with(&filling);
                    for address in [address.clone(), format!("{address}?{}", query.join("&")), format!("{address}?q={typed}&tag={typed}")] {
                        let answer = browser.get(&address).await;
                        assert!(!answer.status.is_server_error() || page.path == "/readyz", "{address}: {}", answer.text);
                        // What is saved as a file is no page, whatever stands in it.
                        if !answer.header("content-disposition").starts_with("attachment") {
                            assert_eq!(breaks_out(&answer), None, "{address}: {}", answer.text);
                        }
                        if answer.header("content-type").starts_with("text/html") {
                            assert!(is_guarded(&answer), "{address}: {:?}", answer.headers);
                        }
                        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
                        if answer.status == StatusCode::OK && answer.text.contains("zqtag") {
                            shown.insert(page.path.clone());
                        }
                    }
                }
            }
        }
        // It does stand on them: a test of pages without it would prove nothing.
        for path in ["/", "/browse", "/l/{slug}", "/s/{handle}", "/account", "/basket", "/studio", "/upload/{listing}", "/orders/{id}", "/operator/orders"] {
            assert!(shown.contains(path), "{path} shows none of it: {shown:?}");
        }
    }

    async fn what_was_typed_is_text_when_a_form_comes_back(store: TestStore) {
        let (world, router) = market(store, market::Settings { rate_limits: false, ..market::Settings::default() }).await;
        person(&world, "cleo@example.org", &[Role::Buyer, Role::Creator, Role::Moderator, Role::Operator]).await;
        let signed_in = Browser::new(&router, "session", &session(&world, "cleo@example.org").await);
        let mut again = 0;
        for browser in [&signed_in, &Browser::visitor(&router)] {
            for route in routes::of(&router).into_iter().filter(|route| route.method == "POST") {
                let names = routes::names_read();
                let fields: Vec<_> = names.iter().filter(|name| *name != "csrf").map(|name| (name.as_str(), PAYLOAD)).collect();
                let answer = browser.post(&route.with(PAYLOAD), &fields).await;
                assert!(!answer.status.is_server_error(), "{}: {}", route.path, answer.text);
                assert_eq!(breaks_out(&answer), None, "{}: {}", route.path, answer.text);
                assert_eq!(answer.header("x-content-type-options"), "nosniff", "{}", route.path);
                again += usize::from(answer.text.contains("zqtag"));
            }
        }
        assert!(again >= 3, "{again} forms came back");
    }

    async fn an_uploaded_drawing_is_nowhere_a_document_that_runs(store: TestStore) {
        let (world, router) = market(store, market::Settings::default()).await;
        let cleo = person(&world, "cleo@example.org", &[Role::Buyer, Role::Creator]).await;
        let bea = person(&world, "bea@example.org", &[Role::Buyer]).await;
        let listing = world.draft(&cleo, "Vase", 650).await;
        world.add(&cleo, listing, "vase.svg", &drawing()).await;
        world.work().await;
        let outcome = catalog::publish(&world.market, &cleo, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        world.buy(&bea, listing, 650).await;
        let line = world.library(&bea).await.remove(0);
        let link = line.link(&world.market, orders::Target::File(line.files[0].id)).token;
        let visitor = Browser::visitor(&router);
        let file = visitor.get(&format!("/download/{link}")).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.header("content-disposition").starts_with("attachment;"), "{:?}", file.headers);
        assert!(file.header("content-security-policy").contains("sandbox"), "{:?}", file.headers);
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        // What is shown of it is made by the market: pixels, and no word of the file.
        let shelf = visitor.get("/browse").await.text;
        let mut pictures = 0;
        for picture in shelf.split("/media/").skip(1).filter_map(|rest| rest.split(['"', ' ', ',']).next()) {
            let answer = visitor.get(&format!("/media/{picture}")).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/webp"));
            assert!(answer.header("content-security-policy").contains("sandbox"), "{:?}", answer.headers);
            assert!(!answer.text.contains("script"));
            pictures += 1;
        }
        assert!(pictures > 0, "{shelf}");
        // One that would run is not even put on sale as it is, or is never shown as itself either.
        for (number, more) in RUNS.into_iter().enumerate() {
            let bytes = drawing_with(more);
            let listing = world.draft(&cleo, &format!("Vase {number}"), 650).await;
            let name = format!("runs-{number}.svg");
            world.add(&cleo, listing, &name, &bytes).await;
            world.work().await;
            let hash = store::Hash::of(&bytes);
            assert_eq!(visitor.get(&format!("/media/{hash}.svg")).await.status, StatusCode::NOT_FOUND, "{more}");
            let report = world.draft_files(&cleo, listing).await.remove(0).report.expect("a report");
            assert!(!report.findings.is_empty(), "{more} is worth a word");
        }
        let original = store::Hash::of(&drawing());
        for extension in ["svg", "html", "xml", "webp", "png"] {
            assert_eq!(visitor.get(&format!("/media/{original}.{extension}")).await.status, StatusCode::NOT_FOUND);
        }
    }
}
