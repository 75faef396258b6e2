//! The market itself, and the steps that most tests begin with.

use std::sync::Arc;

use basis::{Actor, Currency, ManualClock, Money, Role, SystemRandom};
use market::{
    Event, Mail, MailSettings, Market, Parts, Settings,
    accounts::{self, SignUp, SignUpOutcome},
    catalog::{self, DraftOutcome, Edit, EditOutcome, OfferInput, PublishOutcome},
    ingest::{self, Destination, Examiner, Incoming, Received},
    orders::{self, AddOutcome, Checkout, CheckoutOutcome, LibraryLine, NoticeOutcome, OrderState, Owner},
    page::Window,
    payments::TestBank,
};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use store::{BlobSettings, Blobs, entities::account, testing::TestStore};
use uuid::Uuid;

use super::Wire;

/// Where the market of a test would be reached.
const BASE_URL: &str = "http://127.0.0.1:8080";

/// A market whose clock the test moves, with a folder for blobs and letters.
pub struct World {
    pub market: Market,
    pub clock: ManualClock,
    pub bank: TestBank,
    pub wire: Wire,
    folder: tempfile::TempDir,
    _store: TestStore,
}

impl World {
    /// An empty market on `store`.
    pub async fn new(store: TestStore) -> Self {
        Self::with(store, Settings::default()).await
    }

    /// An empty market on `store` whose operator decided `settings`.
    pub async fn with(store: TestStore, settings: Settings) -> Self {
        Self::examined_by(store, settings, Examiner::InProcess).await
    }

    /// The same, with files looked at by `examiner`.
    pub async fn examined_by(store: TestStore, settings: Settings, examiner: Examiner) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let blobs = Blobs::open(&BlobSettings::Folder(folder.path().join("blobs"))).await.expect("blobs");
        Self::made(store, settings, examiner, blobs, folder)
    }

    /// The same, with what is uploaded in `blobs`.
    pub fn on_blobs(store: TestStore, settings: Settings, blobs: Blobs) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self::made(store, settings, Examiner::InProcess, blobs, folder)
    }

    fn made(store: TestStore, settings: Settings, examiner: Examiner, blobs: Blobs, folder: tempfile::TempDir) -> Self {
        let at = chrono::DateTime::from_timestamp(1_780_000_000, 0).expect("a moment");
        let clock = ManualClock::new(at);
        let bank =
            TestBank::open(&folder.path().join("bank"), Arc::new(clock.clone()), BASE_URL, [3; 32]).expect("a bank");
        let wire = Wire::new(bank.clone());
        let letters = MailSettings::Folder(folder.path().join("mail"));
        let market = Market::new(Parts {
            store: store.store.clone(),
            blobs,
            clock: Arc::new(clock.clone()),
            random: Arc::new(SystemRandom),
            mail: Mail::open(&letters, "Maquette <post@example.org>").expect("a post office"),
            examiner,
            payments: Some(Arc::new(wire.clone())),
            secret: [7; 32],
            settings,
        });
        Self { market, clock, bank, wire, folder, _store: store }
    }

    /// An account with `roles` and a proven address, as its own browser session would act.
    pub async fn person(&self, name: &str, roles: &[Role]) -> Actor {
        let input = SignUp {
            email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
            name: name.to_owned(),
            password: "a sentence is easy to keep".to_owned(),
            sells: false,
        };
        match accounts::add_account(&self.market, input, roles, true).await.expect("no surprise") {
            SignUpOutcome::SignedUp(account) => {
                Actor::Account { account, roles: roles.to_vec(), scopes: basis::Scope::ALL.to_vec() }
            }
            SignUpOutcome::Invalid(wrong) => panic!("{wrong:?}"),
        }
    }

    /// An account that nobody signs in to: without the half second that a password's hash takes.
    pub async fn stranger(&self) -> Uuid {
        let id = Uuid::new_v4();
        let row = account::Model {
            id,
            email: format!("{id}@example.org"),
            name: "Somebody".to_owned(),
            password_hash: String::new(),
            roles: "buyer".to_owned(),
            email_verified_at: Some(self.market.now()),
            locked_at: None,
            created_at: self.market.now(),
            new_email: None,
            old_email: None,
            closed_at: None,
            locale: None,
            time_zone: None,
        };
        let tx = self.market.store().begin().await.expect("a transaction");
        account::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("written");
        tx.commit().await.expect("committed");
        id
    }

    pub async fn creator(&self, name: &str) -> Actor {
        self.person(name, &[Role::Buyer, Role::Creator]).await
    }

    pub async fn buyer(&self, name: &str) -> Actor {
        self.person(name, &[Role::Buyer]).await
    }

    pub async fn operator(&self) -> Actor {
        self.person("Olga Operator", &[Role::Operator]).await
    }

    pub async fn moderator(&self) -> Actor {
        self.person("Mo Derator", &[Role::Moderator]).await
    }

    /// A draft with everything typed, offered for `price_minor`, and no file yet.
    pub async fn draft(&self, creator: &Actor, title: &str, price_minor: i64) -> Uuid {
        let outcome = catalog::open_draft(&self.market, creator, title).await.expect("no surprise");
        let DraftOutcome::Opened { listing, .. } = outcome else { panic!("{outcome:?}") };
        let edited = catalog::edit(&self.market, creator, listing, said_of(title, price_minor)).await;
        assert_eq!(edited.expect("no surprise"), EditOutcome::Edited);
        listing
    }

    /// Says of a listing what [`World::draft`] said, under another title.
    pub async fn edit(&self, creator: &Actor, listing: Uuid, title: &str) {
        self.price(creator, listing, title, 650).await;
    }

    /// The same, at another price.
    pub async fn price(&self, creator: &Actor, listing: Uuid, title: &str, price_minor: i64) {
        let edited = catalog::edit(&self.market, creator, listing, said_of(title, price_minor)).await;
        assert_eq!(edited.expect("no surprise"), EditOutcome::Edited);
    }

    /// The secret behind `name=` in the newest e-mail to `to` that has such a link, which may be quoted-printable.
    pub fn mailed(&self, to: &str, path: &str) -> Option<String> {
        let plain = |letter: String| letter.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
        let wanted = format!("{path}?token=");
        let letters = self.letters().into_iter().filter(|letter| letter.contains(&format!("To: {to}"))).map(plain);
        let mut secrets = letters.filter_map(|letter| {
            let (_, rest) = letter.split_once(&wanted)?;
            Some(rest.chars().take_while(char::is_ascii_alphanumeric).collect())
        });
        secrets.next_back()
    }

    /// Uploads `bytes` as `name`; nobody has looked at it yet.
    pub async fn add(&self, creator: &Actor, listing: Uuid, name: &str, bytes: &[u8]) -> Uuid {
        match self.send(creator, Destination::Listing(listing), name, bytes).await {
            Received::Added { file, .. } => file,
            refused => panic!("{refused:?}"),
        }
    }

    /// Sends `bytes` as `name`, whatever comes of it.
    pub async fn send(&self, actor: &Actor, destination: Destination, name: &str, bytes: &[u8]) -> Received {
        let incoming =
            Incoming { destination, name: name.to_owned(), replaces: None, bytes: None, role: ingest::Role::Sold };
        let pieces: Vec<_> = bytes.chunks(1_000).map(|piece| Ok::<_, String>(piece.to_vec().into())).collect();
        let received = ingest::receive(&self.market, actor, incoming, futures::stream::iter(pieces)).await;
        received.expect("no surprise")
    }

    /// Does every job that can be done now, and lets every consumer of events act; gives how many attempts that took.
    pub async fn work(&self) -> u64 {
        let attempts = self.runner().run_until_empty().await.expect("the queue answers");
        self.read_events().await;
        attempts
    }

    /// Lets every consumer act on what was told.
    pub async fn read_events(&self) {
        let (store, clock, random) = (self.market.store(), self.market.clock(), self.market.random());
        for reader in market::readers(&self.market) {
            while events::deliver(store, clock.as_ref(), random.as_ref(), &reader).await.expect("it answers").moved() {}
        }
    }

    pub fn runner(&self) -> jobs::Runner<Market> {
        market::work::runner(&self.market)
    }

    /// A plate on sale: its sides make its bytes, so that no two sizes are copies of one another.
    pub async fn on_sale(&self, creator: &Actor, title: &str, side_mm: f32, price_minor: i64) -> Uuid {
        let listing = self.draft(creator, title, price_minor).await;
        self.add(creator, listing, "plate.svg", &super::plate(side_mm)).await;
        self.work().await;
        let outcome = catalog::publish(&self.market, creator, listing).await.expect("no surprise");
        assert!(matches!(outcome, PublishOutcome::Published { .. }), "{outcome:?}");
        self.read_events().await;
        listing
    }

    /// The cheapest offer of a listing on sale.
    pub async fn offer(&self, listing: Uuid) -> Uuid {
        let found = catalog::listing_by_id(&self.market, &Actor::Visitor, listing).await.expect("no surprise");
        found.expect("it is on sale").offers.first().expect("an offer").id
    }

    /// Puts the cheapest offer of `listing` into the basket of `buyer`.
    pub async fn take(&self, buyer: &Actor, listing: Uuid) {
        let offer = self.offer(listing).await;
        let added = orders::add_to_basket(&self.market, &basket_of(buyer), offer).await.expect("no surprise");
        assert_eq!(added, AddOutcome::Added);
    }

    /// What is in the basket of `buyer`.
    pub async fn basket(&self, buyer: &Actor) -> Vec<orders::BasketLine> {
        orders::basket(&self.market, &basket_of(buyer)).await.expect("no surprise")
    }

    /// Checks out the basket of `buyer`, who saw `total_minor`, by the card `method`, under a key of its own.
    pub async fn checkout(&self, buyer: &Actor, total_minor: i64, method: &str) -> CheckoutOutcome {
        let attempt = attempt(&Uuid::new_v4().to_string(), total_minor, method);
        orders::checkout(&self.market, buyer, &attempt).await.expect("no surprise")
    }

    /// Checks out one listing by the card `method`; gives the order, wherever it stands.
    pub async fn order(&self, buyer: &Actor, listing: Uuid, price_minor: i64, method: &str) -> Uuid {
        self.take(buyer, listing).await;
        match self.checkout(buyer, price_minor, method).await {
            CheckoutOutcome::Order { order, .. } => order,
            other => panic!("{other:?}"),
        }
    }

    /// Buys one listing for `price_minor`; gives the order.
    pub async fn buy(&self, buyer: &Actor, listing: Uuid, price_minor: i64) -> Uuid {
        let order = self.order(buyer, listing, price_minor, "paid").await;
        assert_eq!(self.state(buyer, order).await, OrderState::Paid);
        order
    }

    /// Where an order of `buyer` stands.
    pub async fn state(&self, buyer: &Actor, order: Uuid) -> OrderState {
        orders::order(&self.market, buyer, order).await.expect("no surprise").expect("theirs").state
    }

    /// What `buyer` may download.
    pub async fn library(&self, buyer: &Actor) -> Vec<LibraryLine> {
        orders::library(&self.market, buyer, &Window::first(100)).await.expect("no surprise").rows
    }

    /// What the bank has taken for an order and not paid back, minor units; none where it has heard of no payment.
    pub async fn charged(&self, order: Uuid) -> Option<i64> {
        self.bank.kept_minor(&orders::payment_key(order)).await.expect("the bank's books")
    }

    /// Brings the bank's due notices to the market's door; gives how many there were.
    pub async fn post(&self) -> usize {
        let due = self.bank.due_notices().await.expect("the bank's books");
        for notice in &due {
            let heard = orders::hear_notice(&self.market, "test", &notice.headers, &notice.body).await;
            assert_eq!(heard.expect("no surprise"), NoticeOutcome::Heard);
        }
        due.len()
    }

    /// Lets `seconds` pass in steps that no retry outlasts, with the notices and jobs that fall due meanwhile.
    pub async fn pass(&self, seconds: i64) {
        let step = (seconds / 40).max(1);
        let mut left = seconds;
        while left > 0 {
            self.clock.advance(chrono::Duration::seconds(step.min(left)));
            left -= step;
            self.post().await;
            self.work().await;
        }
    }

    /// The files being prepared of a listing of `creator`, in their order.
    pub async fn draft_files(&self, creator: &Actor, listing: Uuid) -> Vec<catalog::FileLine> {
        let draft = catalog::draft(&self.market, creator, listing).await.expect("no surprise");
        draft.expect("their own").files
    }

    /// Blobs that lie in the store, whether a row names them or not.
    pub async fn stored_blobs(&self) -> usize {
        let mut count = 0;
        for shard in 0..store::SHARDS {
            count += self.market.blobs().list(shard).await.expect("listed").len();
        }
        count
    }

    /// Files of uploads under way.
    pub fn under_way(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("blobs/uploads")).expect("the folder is there").count()
    }

    /// Where a blob lies on the disk.
    pub fn blob_path(&self, hash: &store::Hash) -> std::path::PathBuf {
        let (shard, name) = hash.as_str().split_at(2);
        self.folder.path().join("blobs/blobs").join(shard).join(name)
    }

    /// Marks an artifact as one that its file has not shown for long.
    pub async fn stale(&self, hash: &store::Hash) {
        use sea_orm::{ColumnTrait, QueryFilter};
        use store::entities::artifact;
        let tx = self.market.store().begin().await.expect("begun");
        let long_ago = Some(self.market.now() - chrono::Duration::days(9));
        artifact::Entity::update_many()
            .col_expr(artifact::Column::StaleAt, sea_orm::sea_query::Expr::value(long_ago))
            .filter(artifact::Column::Hash.eq(hash.as_str()))
            .exec(&tx)
            .await
            .expect("written");
        tx.commit().await.expect("committed");
    }

    /// Rows of a table.
    pub async fn count<E: sea_orm::EntityTrait<Model: Send + Sync>>(&self) -> u64 {
        sea_orm::PaginatorTrait::count(E::find(), self.market.store().read()).await.expect("counted")
    }

    /// Every row of a table.
    pub async fn rows<E: sea_orm::EntityTrait<Model: Send + Sync>>(&self) -> Vec<E::Model> {
        E::find().all(self.market.store().read()).await.expect("read")
    }

    /// Takes the disk with all uploaded files away, or brings it back.
    pub fn mount_blobs(&self, there: bool) {
        let (mounted, away) = (self.folder.path().join("blobs/blobs"), self.folder.path().join("away"));
        let (from, to) = if there { (away, mounted) } else { (mounted, away) };
        std::fs::rename(from, to).expect("moved");
    }

    /// Takes the folder that e-mails are written to away, or brings it back.
    pub fn mount_mail(&self, there: bool) {
        let (mounted, away) = (self.folder.path().join("mail"), self.folder.path().join("mail-away"));
        let (from, to) = if there { (away, mounted) } else { (mounted, away) };
        std::fs::rename(from, to).expect("moved");
    }

    /// What stands on the ledger for `creator`, minor units.
    pub async fn balance(&self, creator: &Actor) -> i64 {
        orders::books(&self.market, creator).await.expect("no surprise").balance.minor
    }

    /// Whether the ledger adds up.
    pub async fn is_balanced(&self) -> bool {
        orders::is_balanced(&self.market).await.expect("no surprise")
    }

    /// What was told after the event `seq`, as the types say it; with the number of the last one.
    pub async fn told_after(&self, seq: i64) -> (Vec<Event>, i64) {
        let rows = events::list(self.market.store(), seq, 1_000).await.expect("the outbox answers");
        let last = rows.last().map_or(seq, |row| row.seq);
        (rows.iter().map(|row| Event::read(row).expect("it reads what it wrote")).collect(), last)
    }

    /// The e-mails that left, whole, oldest first; the soft line breaks of quoted-printable ones are taken out.
    pub fn letters(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.folder.path().join("mail")).expect("the mail folder");
        let letters = folder.map(|entry| entry.expect("an entry").path());
        let mut letters: Vec<_> =
            letters.filter(|path| path.extension().is_some_and(|extension| extension == "eml")).collect();
        // Their names are drawn at random; the file system keeps the order they were written in.
        letters.sort_by_key(|path| path.metadata().and_then(|about| about.modified()).expect("a time"));
        let unbroken = |mail: String| mail.replace("=\r\n", "").replace("=\n", "");
        letters.iter().map(|path| unbroken(std::fs::read_to_string(path).expect("an e-mail"))).collect()
    }
}

/// An attempt to buy for `total_minor`, with everything agreed to.
pub fn attempt(key: &str, total_minor: i64, method: &str) -> Checkout {
    Checkout { key: key.to_owned(), seen_total: euro(total_minor), method: method.to_owned(), consent: true }
}

pub fn basket_of(actor: &Actor) -> Owner {
    Owner::Account(actor.account().expect("an account"))
}

pub fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub fn said_of(title: &str, price_minor: i64) -> Edit {
    Edit {
        title: title.to_owned(),
        description: "Printed many times on the creator's own machine.".to_owned(),
        category: "3d-print/vases".to_owned(),
        tags: vec!["planter".to_owned()],
        attributes: vec![("material".to_owned(), "PLA".to_owned())],
        made_with_ai: false,
        offers: vec![OfferInput { license: "personal".to_owned(), price: euro(price_minor) }],
    }
}
