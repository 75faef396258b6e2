//! Somebody else's things, asked for by every field of the schema, by every program that is not their owner's.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use store::testing::TestStore;

use crate::{
    browser::ask,
    idor_pages::{first_difference, shows},
    ledger_of_rows::Rows,
    schema::{Question, Schema},
    town::{Attacker, Foreign, MARK, Moderators, Town},
};

struct Attack<'a> {
    town: &'a Town,
    questions: Vec<Question>,
    found: BTreeSet<String>,
    tried: usize,
}

impl Attack<'_> {
    async fn by(&mut self, attacker: &Attacker) {
        let asked = async |question: &Question, id: &str| {
            ask(&self.town.router, attacker.token.as_deref(), &question.with(id)).await
        };
        let mut found = BTreeSet::new();
        for question in &self.questions {
            let mut absent: Option<(&str, String)> = None;
            for foreign in &self.town.foreign {
                // What a moderator may look at they may also decide about.
                let decides = question.field.starts_with("mutation") && foreign.moderators != Moderators::Nothing;
                if attacker.is_moderator && (decides || foreign.moderators == Moderators::Judge) {
                    continue;
                }
                self.tried += 1;
                let answer = asked(question, &foreign.id).await;
                let told = self.town.told(&answer.to_string());
                if absent.as_ref().is_none_or(|(nothing, absent)| *nothing != foreign.nothing || *absent != told) {
                    // Another kind of name; or the attacker's own things have changed by what they did meanwhile.
                    absent =
                        Some((&foreign.nothing, self.town.told(&asked(question, &foreign.nothing).await.to_string())));
                }
                let absent = absent.as_ref().map_or("", |(_, absent)| absent);
                found.extend(
                    self.judge(attacker, foreign, &answer, absent).map(|found| {
                        format!("{} asks {} for {}: {found}", attacker.name, question.field, foreign.what)
                    }),
                );
            }
        }
        self.found.extend(found);
    }

    fn judge(&self, attacker: &Attacker, foreign: &Foreign, answer: &Value, absent: &str) -> Option<String> {
        if ["INTERNAL", "BAD_QUESTION"].contains(&code(answer)) {
            return Some(answer.to_string());
        }
        if attacker.is_moderator && foreign.moderators == Moderators::See {
            return None;
        }
        let told = self.town.told(&answer.to_string());
        if shows(attacker, &told) {
            return Some("reads of it".to_owned());
        }
        (told != absent).then(|| format!("learns that there is such a thing: {}", first_difference(absent, &told)))
    }
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

/// Lets the program of one of the attackers ask everything, and looks at what came of it.
async fn attack(store: TestStore, name: &str) {
    let town = Town::new(store).await;
    let questions = Schema::of(&town.router).await.questions();
    let theirs = town.theirs().await;
    let before = Rows::of(town.world.market.store(), &theirs).await;
    let mut attack = Attack { town: &town, questions, found: BTreeSet::new(), tried: 0 };
    attack.by(&town.attacker(name)).await;
    assert!(attack.tried > 300, "{}", attack.tried);
    assert!(attack.found.is_empty(), "{} of {}: {:#?}", attack.found.len(), attack.tried, attack.found);
    let lost = before.lost_in(&Rows::of(town.world.market.store(), &theirs).await);
    assert!(lost.is_empty(), "{lost:#?}");
}

store::on_both_databases! {
    async fn a_visitor_gets_at_nothing_of_others(store: TestStore) {
        attack(store, "a visitor").await;
    }

    async fn a_buyer_gets_at_nothing_of_others(store: TestStore) {
        attack(store, "another buyer").await;
    }

    async fn a_creator_gets_at_nothing_of_others(store: TestStore) {
        attack(store, "another creator").await;
    }

    async fn a_moderator_gets_at_nothing_that_is_no_business_of_theirs(store: TestStore) {
        attack(store, "a moderator").await;
    }

    async fn an_owner_s_program_reaches_all_of_it(store: TestStore) {
        // The same questions find what they look for where they must.
        let mut town = Town::new(store).await;
        let bob = town.attackers.iter().find(|attacker| attacker.name == "another creator").expect("he is there").clone();
        let id = town.world.draft(&bob.actor, "zqmark of my own", 650).await.to_string();
        town.foreign = vec![crate::town::uuid("his own draft", &id, Moderators::Nothing)];
        let questions = Schema::of(&town.router).await.questions();
        let listing: Vec<_> = questions.iter().filter(|question| question.field == "query listing").collect();
        let mut seen = false;
        for question in listing {
            seen |= ask(&town.router, bob.token.as_deref(), &question.with(&id)).await.to_string().contains(MARK);
        }
        assert!(seen);
        let body = ask(&town.router, None, &json!({ "query": format!("{{ listing(id: \"{id}\") {{ title }} }}") })).await;
        assert_eq!(body["data"]["listing"], Value::Null);
    }
}
