//! A token reaches as far as its scopes and no further, for every field of the schema.

use std::collections::BTreeMap;

use basis::{Actor, Role, Scope};
use market::{
    Settings,
    accounts::{self, NewToken, TokenOutcome},
};

use crate::{browser::ask, schema::Schema, support::World, town::market};

/// Which of the scopes read, sell and buy open each field; `admin` opens all, and no token is asked for those of everyone.
/// A field that is added to the schema is added here.
const OPENED: [(&str, &str); 44] = [
    ("query listings", "everyone"),
    ("query listing", "everyone"),
    ("query shop", "everyone"),
    ("query categories", "everyone"),
    ("query licenses", "everyone"),
    ("query vocabularies", "everyone"),
    ("query market", "everyone"),
    ("query paymentMethods", "everyone"),
    ("query immediateDeliveryTerms", "everyone"),
    ("query viewer", "everyone"),
    ("query order", "read buy"),
    ("mutation signUp", "everyone"),
    ("mutation verifyEmail", "everyone"),
    ("mutation createToken", "everyone"),
    ("mutation revokeToken", ""),
    ("mutation openListing", "sell"),
    ("mutation editListing", "sell"),
    ("mutation publishListing", "sell"),
    ("mutation withdrawListing", "sell"),
    ("mutation discardDraft", "sell"),
    ("mutation createUpload", "sell"),
    ("mutation removeFile", "sell"),
    ("mutation editPhotos", "sell"),
    ("mutation addToBasket", "buy"),
    ("mutation removeFromBasket", "buy"),
    ("mutation takeFree", "everyone"),
    ("mutation checkout", "buy"),
    ("mutation refundOrder", ""),
    ("mutation createDownload", "buy"),
    ("query moderationCases", ""),
    ("mutation requestPasswordReset", "everyone"),
    ("mutation resetPassword", "everyone"),
    ("mutation changePassword", ""),
    ("mutation changeEmail", ""),
    ("mutation renameAccount", ""),
    ("mutation endSessions", ""),
    ("mutation closeAccount", ""),
    ("mutation reportListing", "everyone"),
    ("mutation decideCase", ""),
    ("mutation takeDownListing", ""),
    ("mutation lockAccount", ""),
    ("mutation reopenAccount", ""),
    ("mutation retryJob", ""),
    ("mutation askProvider", ""),
];

async fn token(world: &World, actor: &Actor, scope: Scope) -> String {
    let new = NewToken { name: scope.word().to_owned(), scopes: vec![scope], days: None };
    match accounts::make_token(&world.market, actor, new).await.expect("no surprise") {
        TokenOutcome::Made { secret, .. } => secret,
        other => panic!("{other:?}"),
    }
}

store::on_both_databases! {
    async fn a_token_opens_what_its_scope_says_and_nothing_else(store: TestStore) {
        let (world, router) = market(store, Settings { rate_limits: false, ..Settings::default() }).await;
        let roles = [Role::Buyer, Role::Creator, Role::Moderator, Role::Operator];
        let everybody = world.person("Eve Everybody", &roles).await;
        let opened: BTreeMap<_, _> = OPENED.into_iter().collect();
        let schema = Schema::of(&router).await;
        let id = "019a0000-0000-7000-8000-00000000dead";
        let mut asked = 0;
        for scope in Scope::ALL {
            let token = token(&world, &everybody, scope).await;
            for question in schema.questions() {
                let Some(by) = opened.get(question.field.as_str()) else { panic!("say in OPENED who may ask `{}`", question.field) };
                let body = ask(&router, Some(&token), &question.with(id)).await;
                // Of the field itself: what lies below it may ask for more, and is null then.
                let own = body["errors"].as_array().into_iter().flatten().find(|error| {
                    error["path"].as_array().is_some_and(|path| path.len() == 1)
                });
                let code = own.and_then(|error| error["extensions"]["code"].as_str()).unwrap_or_default();
                let may = scope == Scope::Admin || *by == "everyone" || by.split(' ').any(|word| word == scope.word());
                assert_eq!(code == "SCOPE_MISSING", !may, "{} by {}: {body}", question.field, scope.word());
                if *by != "everyone" {
                    let body = ask(&router, None, &question.with(id)).await;
                    assert_eq!(body["errors"][0]["extensions"]["code"], "SIGN_IN_FIRST", "{}: {body}", question.field);
                }
                asked += 1;
            }
        }
        assert!(asked > 100, "{asked}");
        let fields: std::collections::BTreeSet<_> = schema.questions().into_iter().map(|question| question.field).collect();
        for field in opened.keys() {
            assert!(fields.contains(*field), "`{field}` is no field any more");
        }
        let stranger = ask(&router, Some("mq_no_such_token"), &schema.questions()[0].with(id)).await;
        assert_eq!(stranger["errors"][0]["extensions"]["code"], "SIGN_IN_FIRST", "{stranger}");
    }
}
