//! Moderation, operation, help and errors.

use super::*;

fn case(images: &str) -> Case {
    Case {
        layout: signed_in("Case"),
        id: "7".into(),
        title: "Garden rabbit".into(),
        creator: Link::new("/s/haus", "Hausgrün"),
        picture: Some(picture(images, "bunny", "A rabbit")),
        others: vec![picture(images, "gyroid", "The rabbit on a lawn")],
        reasons: vec!["Somebody wrote that it is theirs.".into()],
        description: vec!["A rabbit for the garden.".into()],
        facts: facts(&[("Size", "155 × 120 × 153 mm"), ("Closed (watertight)", "yes")]),
        version: 1,
        own: false,
        report_href: "/l/rabbit/report".into(),
        form: Form::new().wrong("words", "Say why, so that the creator can mend it."),
        decided: None,
    }
}

fn operator() -> Operator {
    Operator {
        layout: signed_in("Operation"),
        verdict: Verdict::new(Grade::Warn, "One job was given up"),
        server: facts(&[("Version", "0.1.0"), ("Up since", "21 November"), ("Database", "SQLite")]),
        queue: facts(&[("Waiting", "3"), ("Running", "2"), ("Oldest", "4 s")]),
        storage: facts(&[("Files", "412"), ("Used", "3.1 GB"), ("Free", "40 GB")]),
        dead: vec![DeadLetter {
            id: "j".into(),
            kind: "ingest".into(),
            about: "gyroid.stl".into(),
            reason: "It needed more than 1 GB of memory.".into(),
            tries: 5,
            when: "today, 9:12".into(),
        }],
        held_back: None,
        consumers: vec![ConsumerLine {
            name: "search_text".into(),
            task: "Keeps the words by which patterns are found.".into(),
            state: Verdict::new(Grade::Warn, "3 events behind: the next one has failed 2 times, and is tried again"),
            error: "The database is locked.".into(),
            parked: "1".into(),
        }],
        parked: vec![ParkedLine {
            number: "1207".into(),
            kind: "shop.edited".into(),
            consumer: "search_text".into(),
            reason: "`shop.edited` is known up to version 1, and this one is of version 2.".into(),
            tries: 1,
            when: "today, 9:12".into(),
        }],
    }
}

fn orders() -> OperatorOrders {
    let order = OrderLine {
        id: "1".into(),
        number: "2026-1042".into(),
        href: "/orders/1".into(),
        day: "23 November 2026".into(),
        buyer: "Mara".into(),
        total: "€ 19.50".into(),
        state: Verdict::new(Grade::Pass, "Paid"),
        refundable: true,
        lines: vec![("1".into(), "Fluted twist vase, € 6.50".into()), ("2".into(), "Gyroid dice, € 13.00".into())],
        can_ask: false,
    };
    let unresolved = OrderLine {
        number: "2026-1043".into(),
        state: Verdict::new(Grade::Warn, "Unresolved"),
        refundable: false,
        lines: Vec::new(),
        can_ask: true,
        ..order.clone()
    };
    OperatorOrders {
        layout: signed_in("Orders"),
        troubled: false,
        troubled_count: "1 order needs a look".into(),
        orders: vec![unresolved, order],
        pager: Pager::default(),
    }
}

fn accounts() -> OperatorAccounts {
    let line = |id: &str, name: &str, state, door| AccountLine {
        id: id.into(),
        name: name.into(),
        email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
        roles: "buyer, creator".into(),
        since: "3 October 2026".into(),
        state,
        door,
    };
    OperatorAccounts {
        layout: signed_in("Accounts"),
        accounts: vec![
            line("a1", "Orla Brandt", Verdict::new(Grade::Pass, "Active"), AccountDoor::Lock),
            line("a2", "Mira Okafor", Verdict::new(Grade::Fail, "Locked"), AccountDoor::Unlock),
            line("a3", "Uwe Holm", Verdict::new(Grade::Info, "Closed"), AccountDoor::Reopen),
        ],
        ..OperatorAccounts::default()
    }
}

fn shops() -> OperatorShops {
    let line = |title: &str, owner: &str, page: Option<&str>, state: Verdict| ShopLine {
        title: title.into(),
        page: page.map(str::to_owned),
        audit_href: "/operator/audit?about=shop:01a2".into(),
        owner: Link::new("/operator/accounts?words=orla", owner),
        owner_audit_href: "/operator/audit?about=account:01a2".into(),
        on_sale: "14".into(),
        balance: "€ 328.00".into(),
        since: "3 October 2026".into(),
        shows_something: page.is_some(),
        state,
    };
    OperatorShops {
        layout: signed_in("Shops"),
        words: "haus".into(),
        shops: vec![
            line("Hausgrün", "Orla Brandt", Some("/s/hausgruen"), Verdict::new(Grade::Pass, "Open")),
            line("Haus und Hof", "Uwe Holm", None, Verdict::new(Grade::Info, "Closed")),
        ],
        ..OperatorShops::default()
    }
}

fn settings() -> OperatorSettings {
    let line = |name: &str, value: &str, default: Option<&str>, origin: Option<&str>| SettingLine {
        name: name.into(),
        explanation: "<p>Where people reach it, such as <code>https://example.org</code>.</p>".into(),
        value: value.into(),
        is_hidden: name == "secret",
        default: default.map(str::to_owned),
        origin: origin.map(str::to_owned),
    };
    OperatorSettings {
        layout: signed_in("Settings"),
        changed: "2 settings are set; the others have their defaults.".into(),
        groups: vec![
            SettingGroup {
                title: "The site".into(),
                lines: vec![
                    line("site_name", "Werkbank", Some("Maquette"), Some("The file /etc/maquette.toml")),
                    line("metrics_listen", "", None, None),
                ],
            },
            SettingGroup {
                title: "Where things are kept".into(),
                lines: vec![line("secret", "", Some(""), Some("The environment, MAQUETTE_SECRET"))],
            },
        ],
    }
}

/// The samples.
pub fn pages(images: &str) -> Vec<Sample> {
    let cases = vec![CaseLine {
        href: "/moderation/7".into(),
        title: "Garden rabbit".into(),
        creator: "Hausgrün".into(),
        picture: Some(picture(images, "bunny", "")),
        reason: "Somebody wrote that it is theirs.".into(),
        waiting: "2 h".into(),
    }];
    let mut pages = vec![
        page(
            "/moderation",
            &Moderation { layout: signed_in("Moderation"), cases, decided: Vec::new(), ..Moderation::default() },
        ),
        page("/moderation/7", &case(images)),
        page("/operator", &operator()),
        page("/operator/orders", &orders()),
        page("/operator/accounts", &accounts()),
        page(
            "/l/rabbit/problem",
            &Complaint {
                layout: layout("Report a problem"),
                listing: Link::new("/l/rabbit", "Garden rabbit"),
                action: "/l/rabbit/problem".into(),
                reasons: vec![
                    Choice::new("copy", "It is a copy of somebody's work"),
                    Choice::new("forbidden", "It must not be sold here"),
                    Choice::new("misleading", "It is not what the page says"),
                    Choice::new("other", "Something else"),
                ],
                form: Form::new(),
            },
        ),
        page("/404", &Problem::not_found(layout(""))),
        page("/413", &Problem::too_large(layout(""), "2 GB")),
        page("/500", &Problem::server(layout(""))),
    ];
    pages.extend(own_pages());
    pages.extend(help());
    pages
}

/// What the operator writes.
fn own_pages() -> Vec<Sample> {
    let line = |title: &str, purpose: &str, day: Option<&str>| HousePageLine {
        href: format!("/operator/pages/{}", title.to_lowercase()),
        title: title.into(),
        purpose: purpose.into(),
        day: day.map(str::to_owned),
    };
    let purpose = "What buyers and creators agree to when they use this market.";
    vec![
        page(
            "/operator/pages",
            &OperatorPages {
                layout: signed_in("Pages"),
                lines: vec![
                    line("Terms", purpose, Some("23 November 2026")),
                    line("Imprint", "Who runs this market.", None),
                ],
            },
        ),
        page("/operator/shops", &shops()),
        page("/operator/settings", &settings()),
        page(
            "/operator/audit",
            &OperatorAudit {
                layout: signed_in("Audit log"),
                about: "account:01a22b4a".into(),
                lines: vec![AuditLine {
                    number: "1,204".into(),
                    when: "23 November 2026, 14:05 UTC".into(),
                    actor: "account:01a22b4a".into(),
                    actor_href: "/operator/audit?about=account:01a22b4a".into(),
                    action: "Published a listing".into(),
                    subject: "listing:01a22b4a".into(),
                    subject_href: "/operator/audit?about=listing:01a22b4a".into(),
                    detail: "{\"revision\":\"01a2\"}".into(),
                }],
                is_first: true,
                older_href: Some("/operator/audit?before=1204".into()),
            },
        ),
        page(
            "/operator/pages/terms",
            &OperatorPage {
                layout: signed_in("Terms"),
                action: "/operator/pages/terms".into(),
                title: "Terms".into(),
                purpose: purpose.into(),
                seen: "1795000000000000".into(),
                public_href: Some("/terms".into()),
                stands: Some("# Who sells\n\nThe creator does.".into()),
                text_max: 50_000,
                form: Form::new().with("text", "# Who sells\n\nWe do."),
            },
        ),
        page(
            "/terms",
            &HousePage {
                layout: layout("Terms"),
                title: "Terms".into(),
                html: "<h2>Who sells</h2><p>The creator does.</p>".into(),
                day: "23 November 2026".into(),
            },
        ),
    ]
}

/// What is written down once for everybody.
fn help() -> Vec<Sample> {
    let licence = LicenceHelp {
        id: "personal".into(),
        name: "Make it yourself".into(),
        rules: vec![LicenceRule {
            heading: "You may not".into(),
            sign: "may-not",
            lines: vec!["Sell what you make.".into()],
        }],
        legal: None,
    };
    let finding = FindingHelp {
        code: "M302".into(),
        name: "Open edge".into(),
        grade: Grade::Fail,
        picture: None,
        what: "An edge with a triangle on one side only.".into(),
        why: "A slicer closes it by guessing.".into(),
        cure: "Fill the holes and export again.".into(),
    };
    let part = FindingPart { id: "models".into(), title: "Models".into(), findings: vec![finding] };
    vec![
        page(
            "/help/verification",
            &HelpVerification {
                layout: layout("Help"),
                formats: facts(&[("3D print", "STL, 3MF"), ("Cut", "SVG, DXF")]),
            },
        ),
        page("/help/findings", &HelpFindings { layout: layout("Findings"), parts: vec![part] }),
        page("/help/licences", &HelpLicences { layout: layout("Licences"), licences: vec![licence] }),
        page(
            "/help/developers",
            &HelpDevelopers {
                layout: layout("Developers"),
                origin: "https://example.org".into(),
                limits: vec![("A listing's title".into(), "3 to 120 characters".into())],
                rates: vec![("Searches from one address".into(), "120 at once, then one more every 50 ms".into())],
            },
        ),
        page("/help/copies", &HelpCopies { layout: layout("Copies"), email: "copies@example.org".into() }),
    ]
}
