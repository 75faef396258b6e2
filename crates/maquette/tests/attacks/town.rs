//! A market with people in it, whose things the others try to get at.

use axum::Router;
use basis::{Actor, ClientAddress, Role, Scope};
use market::{
    Settings,
    accounts::{self, NewToken, Origin, SignIn, SignInOutcome, TokenOutcome},
    catalog::{self, Cover, Edit, EditOutcome, Named, OfferInput, PhotosEdit, PhotosOutcome, PublishOutcome},
    ingest::{self, Destination, Incoming, Received},
    moderation,
    orders::{self, Target},
    page::Window,
};
use sea_orm::{ConnectionTrait, Statement};
use store::{Hash, testing::TestStore};
use uuid::Uuid;

use crate::{
    browser::Browser,
    support::{World, euro, plate},
};

/// What stands in every private text of those whose things these are, and nowhere else.
pub const MARK: &str = "zqmark";

/// What a moderator may do with somebody's thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moderators {
    /// No more than anyone else.
    Nothing,
    /// Look at it.
    See,
    /// Look at it and decide about it.
    Judge,
}

/// The name of a thing of somebody else's, and one of the same form that names nothing.
#[derive(Clone, Debug)]
pub struct Foreign {
    pub what: &'static str,
    pub id: String,
    pub nothing: String,
    pub moderators: Moderators,
}

/// One who tries.
#[derive(Clone)]
pub struct Attacker {
    pub name: &'static str,
    pub account: Option<Uuid>,
    pub actor: Actor,
    pub is_moderator: bool,
    /// For programs.
    pub token: Option<String>,
    /// A listing of their own, or one that anyone may see.
    pub own: String,
    signed_in: Option<SignedIn>,
}

/// Somebody who signs in again where the last thing they did has ended their session.
#[derive(Clone)]
pub struct SignedIn {
    email: String,
    secret: String,
}

impl SignedIn {
    pub async fn new(world: &World, email: &str) -> Self {
        Self { email: email.to_owned(), secret: session(world, email).await }
    }

    pub async fn browser(&mut self, world: &World, router: &Router) -> Browser {
        let (actor, _) = accounts::actor_of_session(&world.market, &self.secret).await.expect("no surprise");
        if actor == Actor::Visitor {
            self.secret = session(world, &self.email).await;
        }
        Browser::new(router, "session", &self.secret)
    }
}

pub struct Town {
    pub world: World,
    pub router: Router,
    pub foreign: Vec<Foreign>,
    pub attackers: Vec<Attacker>,
    /// The word in the address of a pattern on sale.
    pub public_slug: String,
}

/// A market over HTTP, with pages and schema, on `store`.
pub async fn market(store: TestStore, settings: Settings) -> (World, Router) {
    let world = World::with(store, settings).await;
    let programs = graphql::router(world.market.clone());
    let router = web::router(world.market.clone(), programs, &web::Doors::default(), &web::Life::default(), Vec::new());
    (world, router)
}

impl Town {
    pub async fn new(store: TestStore) -> Self {
        // Tens of thousands of tries are the point here; that they are slowed down is tried elsewhere.
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let (cleo, dora) = (world.creator("Cleo Creator").await, world.creator("Dora Draper").await);
        let bea = world.buyer("Bea Buyer").await;
        let vase = world.on_sale(&cleo, "Vase for everyone", 20.0, 650).await;
        let lamp = world.on_sale(&cleo, "Lamp for everyone", 21.0, 650).await;
        world.on_sale(&dora, "Dish for everyone", 22.0, 650).await;
        let mut foreign = drafts(&world, &cleo).await;
        foreign.extend(held(&world, &cleo).await);
        foreign.extend(bought(&world, &bea, vase).await);
        world.take(&bea, lamp).await;
        foreign.extend(of_account(&world, &bea, "bea.buyer").await);
        let job = first(&world, "SELECT id FROM jobs ORDER BY id LIMIT 1").await;
        foreign.push(uuid("a job", job, Moderators::Nothing));
        let row = catalog::entry(&world.market, &Actor::Visitor, Named::Id(vase)).await.expect("no surprise");
        let public_slug = row.expect("on sale").slug;
        let mut town = Self { world, router, foreign, attackers: Vec::new(), public_slug };
        town.people().await;
        town
    }

    async fn people(&mut self) {
        let nobody = Attacker {
            name: "a visitor",
            account: None,
            actor: Actor::Visitor,
            is_moderator: false,
            token: None,
            own: self.public_slug.clone(),
            signed_in: None,
        };
        self.attackers.push(nobody.clone());
        let others: [(&str, &str, &[Role]); 3] = [
            ("another buyer", "Bob Bidder", &[Role::Buyer]),
            ("another creator", "Carl Carver", &[Role::Buyer, Role::Creator]),
            ("a moderator", "Mo Derator", &[Role::Buyer, Role::Moderator]),
        ];
        for (name, full, roles) in others {
            let actor = self.world.person(full, roles).await;
            let own = match actor.is(Role::Creator) {
                true => self.world.draft(&actor, "A draft of my own", 650).await.to_string(),
                false => self.public_slug.clone(),
            };
            let new = NewToken { name: "mine".to_owned(), scopes: vec![Scope::Admin], days: None };
            let made = accounts::make_token(&self.world.market, &actor, new).await.expect("no surprise");
            let TokenOutcome::Made { secret: token, .. } = made else { panic!("{made:?}") };
            let email = format!("{}@example.org", full.to_lowercase().replace(' ', "."));
            let is_moderator = actor.is(Role::Moderator);
            let account = actor.account();
            let signed_in = Some(SignedIn::new(&self.world, &email).await);
            let token = Some(token);
            self.attackers.push(Attacker { name, account, is_moderator, token, own, actor, signed_in });
        }
    }

    /// What an answer says, without the identifiers that were asked for and those that are fresh in each answer.
    pub fn told(&self, said: &str) -> String {
        let mut said = said.replace("%2D", "-");
        for foreign in self.foreign.iter().filter(|foreign| Uuid::parse_str(&foreign.id).is_err()) {
            said = said.replace(&foreign.id, "ID").replace(&foreign.nothing, "ID");
            // An address that is made of a long name has the beginning of it.
            said = said.replace(&foreign.id[..foreign.id.len().min(60)], "ID");
        }
        let said = without_uuids(&said);
        // Secrets and keys are fresh in each answer, and so are the numbers that make an address unlike earlier ones.
        ["try_", "mq_", "ID-"].into_iter().fold(said, |said, before| {
            let mut parts = said.split(before);
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |text, part| text + "ID" + part.trim_start_matches(char::is_alphanumeric))
        })
    }

    pub fn attacker(&self, name: &str) -> Attacker {
        self.attackers.iter().find(|attacker| attacker.name == name).expect("one of the four").clone()
    }

    /// Accounts, shops and listings of the attackers: rows that name one of them are theirs to change.
    pub async fn theirs(&self) -> Vec<Uuid> {
        let mut theirs = Vec::new();
        for attacker in &self.attackers {
            theirs.extend(attacker.account);
            theirs.extend(attacker.own.parse::<Uuid>().ok());
            if let Some(account) = attacker.account {
                let shop = accounts::shop_of(&self.world.market, account).await.expect("no surprise");
                theirs.extend(shop.map(|shop| shop.id));
            }
        }
        theirs
    }

    /// The attacker's browser.
    pub async fn browser(&self, attacker: &mut Attacker) -> Browser {
        match &mut attacker.signed_in {
            Some(signed_in) => signed_in.browser(&self.world, &self.router).await,
            None => Browser::visitor(&self.router),
        }
    }
}

/// The text with `ID` in the place of each identifier.
fn without_uuids(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('-') {
        let begin = at.saturating_sub(8);
        match rest.get(begin..begin + 36).filter(|word| Uuid::parse_str(word).is_ok()) {
            Some(_) => {
                out.push_str(&rest[..begin]);
                out.push_str("ID");
                rest = &rest[begin + 36..];
            }
            None => {
                out.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    out + rest
}

/// The secret of a fresh session.
pub async fn session(world: &World, email: &str) -> String {
    let input = SignIn {
        email: email.to_owned(),
        password: "a sentence is easy to keep".to_owned(),
        user_agent: String::new(),
        origin: Origin::new(ClientAddress::UNKNOWN),
    };
    match accounts::sign_in(&world.market, input).await.expect("no surprise") {
        SignInOutcome::SignedIn(session) => session.secret,
        other => panic!("{email}: {other:?}"),
    }
}

pub fn uuid(what: &'static str, id: impl ToString, moderators: Moderators) -> Foreign {
    Foreign { what, id: id.to_string(), nothing: "019e7044-8800-7000-8000-00000000dead".to_owned(), moderators }
}

/// The first value of a query, which is an identifier.
async fn first(world: &World, sql: &str) -> Uuid {
    let read = world.market.store().read();
    let row = read.query_one_raw(Statement::from_string(read.get_database_backend(), sql)).await.expect("it answers");
    row.expect("a row").try_get_by_index(0).expect("an identifier")
}

/// What somebody is preparing.
async fn drafts(world: &World, cleo: &Actor) -> Vec<Foreign> {
    // Its address is made of its first title, and tells nothing of what it became.
    let draft = world.draft(cleo, "Unfinished thing", 650).await;
    let edit = Edit { title: "zqmark draft".to_owned(), category: "other".to_owned(), ..Edit::default() };
    let offers = vec![OfferInput { license: "personal".to_owned(), price: euro(650) }];
    let edited = catalog::edit(&world.market, cleo, draft, Edit { offers, ..edit }).await.expect("no surprise");
    assert_eq!(edited, EditOutcome::Edited);
    let file = world.add(cleo, draft, "zqmark-part.svg", &plate(30.0)).await;
    let link = ingest::upload_link(&world.market, cleo, draft, ("zqmark-next.svg", ingest::Role::Sold), None)
        .await
        .expect("no surprise");
    assert!(link.is_ok(), "the link itself is a right: whoever holds it may use it, and nobody can find it out");
    let photo = photo(world, cleo, draft).await;
    world.work().await;
    let named = catalog::draft(&world.market, cleo, draft).await.expect("no surprise").expect("theirs");
    let revision = named.revision.expect("what is prepared");
    vec![
        uuid("a draft", draft, Moderators::See),
        uuid("a draft's revision", revision, Moderators::See),
        uuid("a draft's file", file, Moderators::See),
        uuid("a draft's photograph", photo, Moderators::See),
        uuid("a draft's offer", named.offers[0].id, Moderators::See),
        Foreign {
            what: "a draft's address",
            id: named.listing.slug,
            nothing: "unfinished-thong".to_owned(),
            moderators: Moderators::See,
        },
        Foreign {
            what: "a file's content",
            id: Hash::of(&plate(30.0)).to_string(),
            nothing: another_end(&Hash::of(&plate(30.0))),
            moderators: Moderators::See,
        },
    ]
}

/// A photograph, by whose name and words nobody else may learn of it.
async fn photo(world: &World, cleo: &Actor, draft: Uuid) -> Uuid {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut png, image::ImageFormat::Png).expect("written");
    let incoming = Incoming {
        destination: Destination::Listing(draft),
        name: "zqmark-window.png".to_owned(),
        replaces: None,
        bytes: None,
        role: ingest::Role::Photo,
    };
    let pieces = futures::stream::iter([Ok::<_, std::convert::Infallible>(bytes::Bytes::from(png.into_inner()))]);
    let sent = ingest::receive(&world.market, cleo, incoming, pieces).await.expect("no surprise");
    let Received::Added { file, .. } = sent else { panic!("{sent:?}") };
    let photos = vec![(file, "zqmark in the window".to_owned())];
    let edit = PhotosEdit { photos, cover: Cover::Photo(file) };
    let edited = catalog::edit_photos(&world.market, cleo, draft, edit).await.expect("no surprise");
    assert_eq!(edited, PhotosOutcome::Edited);
    file
}

/// A name of the same form that begins alike: where a page shows the beginning of what was asked, it shows the same.
fn another_end(hash: &Hash) -> String {
    let (begin, end) = hash.as_str().split_at(63);
    format!("{begin}{}", if end == "0" { '1' } else { '0' })
}

/// What waits for a moderator: a copy of what somebody else sells.
async fn held(world: &World, cleo: &Actor) -> Vec<Foreign> {
    let held = world.draft(cleo, "zqmark held", 650).await;
    world.add(cleo, held, "zqmark-copy.svg", &plate(22.0)).await;
    world.work().await;
    let outcome = catalog::publish(&world.market, cleo, held).await.expect("no surprise");
    assert!(matches!(outcome, PublishOutcome::Held { .. }), "{outcome:?}");
    let moderator = Actor::Account {
        account: cleo.account().expect("hers"),
        roles: vec![Role::Moderator],
        scopes: Scope::ALL.to_vec(),
    };
    let cases = moderation::open_cases(&world.market, &moderator, &Window::first(10)).await.expect("no surprise").rows;
    let case = cases.first().map_or_else(Uuid::nil, |case| case.id);
    let case = if case.is_nil() { first(world, "SELECT id FROM cases LIMIT 1").await } else { case };
    vec![uuid("a held listing", held, Moderators::Judge), uuid("a case", case, Moderators::Judge)]
}

/// What somebody has bought.
async fn bought(world: &World, bea: &Actor, vase: Uuid) -> Vec<Foreign> {
    let order = world.buy(bea, vase, 650).await;
    let whole = orders::order(&world.market, bea, order).await.expect("no surprise").expect("hers");
    let library = world.library(bea).await;
    let link = orders::link(&world.market, bea, library[0].entitlement, Target::All).await.expect("no surprise");
    assert!(link.is_some(), "such a link is a right of its own, like the one for an upload");
    vec![
        uuid("an order", order, Moderators::Nothing),
        uuid("a line of an order", whole.lines[0].id, Moderators::Nothing),
        uuid("a right to download", library[0].entitlement, Moderators::Nothing),
        uuid("a bought file", library[0].files[0].id, Moderators::Nothing),
    ]
}

/// Token, session and account of somebody.
async fn of_account(world: &World, owner: &Actor, local: &str) -> Vec<Foreign> {
    let new = NewToken { name: format!("zqmark token of {local}"), scopes: vec![Scope::Admin], days: None };
    let made = accounts::make_token(&world.market, owner, new).await.expect("no surprise");
    let TokenOutcome::Made { id, .. } = made else { panic!("{made:?}") };
    session(world, &format!("{local}@example.org")).await;
    let sessions = accounts::sessions(&world.market, owner).await.expect("no surprise");
    vec![
        uuid("a token", id, Moderators::Nothing),
        uuid("a session", sessions[0].id, Moderators::Nothing),
        uuid("an account", owner.account().expect("theirs"), Moderators::Nothing),
    ]
}
