//! Doors, account, buying and selling.

use super::*;

fn lines(images: &str) -> Vec<TradeLine> {
    let line = |tile: Tile| TradeLine {
        id: tile.title.clone(),
        href: tile.href,
        title: tile.title,
        creator: tile.creator,
        picture: Some(tile.picture),
        licence: "Make it yourself".into(),
        price: tile.price,
        note: None,
    };
    tiles(images).into_iter().take(3).map(line).collect()
}

const PASSWORD_HINT: &str = "At least 10 characters. A sentence is easier to keep than a puzzle.";

fn account() -> Account {
    Account {
        layout: signed_in("Account"),
        form: Form::new().with("name", "Orla Brandt"),
        email: "orla@example.org".into(),
        email_verified: true,
        new_email: Some("orla@werkstatt.example".into()),
        password_characters_min: 10,
        password_hint: PASSWORD_HINT.into(),
        reading: ReadingChoices {
            locales: vec![
                Choice::new("", "As my browser says: German (Germany)"),
                Choice::new("de-CH", "German (Switzerland)").chosen(true),
            ],
            zone_of_browser: "As my browser says: Europe/Zurich".into(),
            zones: vec![ChoiceGroup {
                title: "Europe".into(),
                choices: vec![Choice::new("Europe/Zurich", "Zurich").chosen(true)],
            }],
            sample: "30 Nov 2026, 08:56 CET; EUR 1’234.50".into(),
        },
        token_days: vec![Choice::new("90", "90 days"), Choice::new("", "until I revoke it")],
        scopes: vec![Choice::new("read", "See your patterns and orders"), Choice::new("write", "Upload and publish")],
        new_token: Some("mq_3vX9w2k8bLq7".into()),
        tokens: vec![TokenLine {
            id: "t".into(),
            name: "Workshop laptop".into(),
            scopes: "Upload and publish".into(),
            made: "3 October 2026".into(),
            used: "yesterday".into(),
            ends: "never".into(),
        }],
        sessions: vec![
            SessionLine {
                id: "s1".into(),
                place: "Firefox on Linux".into(),
                since: "3 October 2026".into(),
                seen: "28 November, 14:02".into(),
                current: true,
            },
            SessionLine {
                id: "s2".into(),
                place: "Safari on iPhone".into(),
                since: "12 November 2026".into(),
                seen: "27 November, 21:40".into(),
                current: false,
            },
        ],
        ..Account::default()
    }
}

fn studio(images: &str) -> Studio {
    let line = |tile: Tile| StudioLine {
        href: "/studio/019".into(),
        title: tile.title,
        picture: Some(tile.picture),
        state: Verdict::new(Grade::Pass, "On sale"),
        sold: "58".into(),
        earned: "€ 328.00".into(),
        price: tile.price,
    };
    Studio {
        layout: signed_in("Studio"),
        shop: Link::new("/s/orla", "your shop"),
        facts: facts(&[("On sale", "9 patterns"), ("Sold this month", "58"), ("Balance", "€ 412.20")]),
        lines: tiles(images).into_iter().map(line).collect(),
        ..Studio::default()
    }
}

fn sales() -> Sales {
    let line = |words: &str, price: &str, fee: &str, yours: &str| SaleLine {
        words: words.into(),
        licence: "Make it yourself".into(),
        order: "1042".into(),
        day: "23 November 2026".into(),
        price: price.into(),
        fee: fee.into(),
        yours: yours.into(),
    };
    let months = ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"];
    let earned = [1210, 2040, 1890, 3120, 2760, 4080, -340, 3890, 4410, 5120, 6030, 5655];
    let bars: Vec<_> = months.iter().map(|month| (*month).to_owned()).zip(earned).collect();
    let whole = |minor: i64| format!("{}€ {}", if minor < 0 { "−" } else { "" }, minor.abs() / 100);
    Sales {
        layout: signed_in("Sales"),
        facts: facts(&[
            ("Balance now", "€ 412.20"),
            ("Licences sold", "58"),
            ("Buyers paid", "€ 377.00"),
            ("Fees", "−€ 49.01"),
            ("Yours", "€ 327.99"),
        ]),
        periods: vec![Choice::new("", "The last twelve months").chosen(true), Choice::new("2026-11", "November 2026")],
        chart: Some(Chart::bars("What was left for you each month.", &bars, whole)),
        units: vec![EarnedLine {
            when: "November 2026".into(),
            sold: "10".into(),
            sales: "€ 65.00".into(),
            fees: "−€ 8.45".into(),
            returned: "€ 0.00".into(),
            yours: "€ 56.55".into(),
        }],
        has_sold: true,
        csv_href: "/studio/sales.csv".into(),
        lines: vec![
            line("Fluted twist vase", "€ 6.50", "−€ 0.85", "€ 5.65"),
            line("Refunded: Gyroid dice", "−€ 3.00", "€ 0.39", "−€ 2.61"),
        ],
        words: "The market's share of a sale is 13.00 %. Days are of UTC.".into(),
        ..Sales::default()
    }
}

fn library(images: &str) -> Library {
    let file = |name: &str| Download { href: "/download/t".into(), name: name.into(), facts: "STL, 11.5 MB".into() };
    let item = |tile: Tile| LibraryItem {
        href: tile.href,
        title: tile.title,
        creator: tile.creator,
        picture: Some(tile.picture),
        licence: "Make it yourself, since 23 November 2026".into(),
        order_href: "/orders/1".into(),
        files: vec![file("fluted-twist-vase.stl"), file("fluted-twist-vase.3mf")],
        all: Some(Download { facts: "14 MB".into(), ..file("all.zip") }),
        note: Some("A newer version is on sale; both are yours.".into()),
        as_bought: vec![file("fluted-twist-vase.stl"), file("as-bought.zip")],
    };
    Library {
        layout: signed_in("Library"),
        items: tiles(images).into_iter().take(2).map(item).collect(),
        pager: Pager::default(),
    }
}

/// The samples.
pub fn pages(images: &str) -> Vec<Sample> {
    [doors(), own(), selling(images), buying(images)].concat()
}

/// Signing up and in, and what links in e-mails open.
fn doors() -> Vec<Sample> {
    let wrong = Form::new().with("email", "orla@").wrong("email", "This is no whole address; it ends after the @.");
    vec![
        page(
            "/sign-up",
            &SignUp {
                layout: layout("Sign up"),
                form: wrong.clone(),
                next: "/".into(),
                password_characters_min: 10,
                password_hint: PASSWORD_HINT.into(),
            },
        ),
        page("/sign-in", &SignIn { layout: layout("Sign in"), form: wrong, next: "/".into() }),
        page(
            "/verify",
            &VerifyEmail { layout: layout("Mail"), email: "orla@example.org".into(), holds: "two days".into() },
        ),
        page(
            "/verify-email",
            &ConfirmAddress {
                layout: layout("Confirm your address"),
                token: "k3t9".into(),
                email: "orla@example.org".into(),
                change: false,
            },
        ),
        page("/forgot-password", &ForgotPassword { layout: layout("Forgotten"), form: Form::new(), sent: false }),
        page(
            "/reset-password",
            &ResetPassword {
                layout: layout("Choose a new password"),
                token: "k3t9".into(),
                email: "orla@example.org".into(),
                password_characters_min: 10,
                hint: PASSWORD_HINT.into(),
                ..ResetPassword::default()
            },
        ),
        page(
            "/account/undo",
            &UndoChange { layout: layout("Take it back"), token: "k3t9".into(), email: "orla@example.org".into() },
        ),
    ]
}

/// Somebody's own account.
fn own() -> Vec<Sample> {
    vec![
        page("/account", &account()),
        page(
            "/account/close",
            &CloseAccount {
                layout: signed_in("Close your account"),
                first: vec![
                    "Your shop has earned € 5.65 that were not paid out. Ask the operator for the payout.".into(),
                ],
                days: 14,
                ..CloseAccount::default()
            },
        ),
        page("/upload-without-a-shop", &OpenShop { layout: signed_in("Open a shop") }),
    ]
}

/// A creator's pages.
fn selling(images: &str) -> Vec<Sample> {
    vec![
        page(
            "/studio/shop",
            &StudioShop {
                layout: signed_in("Your shop"),
                form: Form::new()
                    .with("title", "Orla Brandt")
                    .with("bio", "Vases, printed in PETG.")
                    .with("label_1", "My bank")
                    .with("address_1", "http://bank.example.org")
                    .wrong("address_1", "Write an address that begins with https://. Other ones are not shown."),
                public_href: "/s/orla-brandt".into(),
                links: (1..=5)
                    .map(|number| LinkField {
                        number,
                        label: format!("label_{number}"),
                        address: format!("address_{number}"),
                    })
                    .collect(),
                links_open: 2,
                picture: Some(picture(images, "bunny", "Orla at her bench")),
                picture_words: "Your last picture could not be read.".into(),
                limits_words: "JPEG, PNG or WebP, up to 26 MB.".into(),
                alt_max: 200,
            },
        ),
        page("/studio", &studio(images)),
        page("/studio/sales", &sales()),
    ]
}

/// A buyer's pages.
fn buying(images: &str) -> Vec<Sample> {
    let checkout = Checkout {
        layout: signed_in("Checkout"),
        lines: lines(images),
        total: "€ 19.50".into(),
        total_minor: "1950".into(),
        form: Form::new(),
        cards: vec![Choice::new("ok", "It is paid").chosen(true), Choice::new("declined", "The bank declines")],
        is_test: true,
        once: "k".into(),
        is_free: false,
        consent_words: "I want the files at once, and I know that I can no longer cancel the purchase then.".into(),
        email: "orla@example.org".into(),
    };
    let order = Order {
        layout: signed_in("Receipt"),
        heading: "Thank you. Three patterns are yours.".into(),
        words: "A receipt went to orla@example.org.".into(),
        facts: facts(&[("Order", "2026-1042"), ("Day", "23 November 2026"), ("Paid with", "test card")]),
        lines: lines(images),
        total: "€ 19.50".into(),
        paid: true,
        ..Order::default()
    };
    let asked = Order {
        heading: "Please confirm the payment with your bank".into(),
        words: "Your bank asks you to confirm it. The order waits for an hour.".into(),
        action_href: Some("/test-bank/t".into()),
        open: true,
        paid: false,
        ..order.clone()
    };
    let bank = TestBank {
        layout: layout("Test bank"),
        number: "10042".into(),
        total: "€ 19.50".into(),
        action: Some("/test-bank/t".into()),
        return_href: "/orders/1".into(),
    };
    let basket = |lines| Basket {
        layout: signed_in("Basket"),
        lines,
        can_check_out: true,
        total: "€ 19.50".into(),
        total_note: String::new(),
    };
    vec![
        page("/basket", &basket(lines(images))),
        page("/basket-empty", &basket(Vec::new())),
        page("/checkout", &checkout),
        page("/orders/1", &order),
        page("/orders/asked", &asked),
        page("/test-bank", &bank),
        page("/library", &library(images)),
    ]
}
