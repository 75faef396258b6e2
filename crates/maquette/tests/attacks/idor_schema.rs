//! Somebody else's things, asked for by every field of the schema, by every program that is not their owner's.

use std::collections::BTreeSet;

use serde_json::{Value, json};

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
        for question in self.questions.clone() {
            for foreign in &self.town.foreign {
                // What a moderator may look at they may also decide about.
                let decides = question.field.starts_with("mutation") && foreign.moderators != Moderators::Nothing;
                if !(attacker.is_moderator && (decides || foreign.moderators == Moderators::Judge)) {
                    self.one(attacker, &question, foreign).await;
                }
            }
        }
    }

    async fn one(&mut self, attacker: &Attacker, question: &Question, foreign: &Foreign) {
        self.tried += 1;
        let asked = async |id: &str| ask(&self.town.router, attacker.token.as_deref(), &question.with(id)).await;
        let (absent, answer) = (asked(&foreign.nothing).await, asked(&foreign.id).await);
        let found = self.judge(attacker, foreign, &answer, &self.town.told(&absent.to_string()));
        self.found.extend(
            found.map(|found| format!("{} asks {} for {}: {found}", attacker.name, question.field, foreign.what)),
        );
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

store::on_both_databases! {
    async fn no_field_shows_or_changes_what_is_somebody_else_s(store: TestStore) {
        let town = Town::new(store).await;
        let questions = Schema::of(&town.router).await.questions();
        let theirs = town.theirs().await;
        let before = Rows::of(town.world.market.store(), &theirs).await;
        let mut attack = Attack { town: &town, questions, found: BTreeSet::new(), tried: 0 };
        for attacker in &town.attackers {
            attack.by(attacker).await;
        }
        assert!(attack.tried > 1_500, "{}", attack.tried);
        assert!(attack.found.is_empty(), "{} of {}: {:#?}", attack.found.len(), attack.tried, attack.found);
        let lost = before.lost_in(&Rows::of(town.world.market.store(), &theirs).await);
        assert!(lost.is_empty(), "{lost:#?}");
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
