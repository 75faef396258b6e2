//! Every setting in force with its value, its default, where it came from and what it means.

use anyhow::Result;
use figment::{Figment, providers::Format, providers::Toml};
use serde_json::{Map, Value};
use web::Setting;

use super::{DEFAULTS, ENVIRONMENT_PREFIX, Place, Settings, layers::Layers, secret::HIDDEN};

/// What the default file says of one setting.
#[derive(Debug, PartialEq, Eq)]
struct Explained {
    /// The heading it stands under.
    part: String,
    name: String,
    /// What it means, in Markdown.
    words: String,
}

impl Settings {
    /// Every setting in the order of the default file. What is secret is not among the values.
    ///
    /// # Errors
    /// The settings of `place` cannot be read again, or a path is no text.
    pub fn list(&self, place: &Place) -> Result<Vec<Setting>> {
        let layers = Layers::of(place)?;
        let (values, defaults) = (shown(self)?, shown(&Figment::from(Toml::string(DEFAULTS)).extract::<Self>()?)?);
        let value = |of: &Map<String, Value>, name: &str| of.get(name).map(plain).unwrap_or_default();
        let setting = |Explained { part, name, words }| Setting {
            is_hidden: values.get(&name).is_some_and(|value| value == HIDDEN),
            value: value(&values, &name),
            default: value(&defaults, &name),
            origin: layers.origin(&name),
            part,
            words,
            name,
        };
        Ok(explained(DEFAULTS).into_iter().map(setting).collect())
    }

    /// One line per setting, secrets hidden.
    ///
    /// # Errors
    /// A path that is no text.
    pub fn lines(&self) -> Result<Vec<String>> {
        let line = |(name, value): (String, Value)| match value == HIDDEN {
            true => format!("{name} = {HIDDEN}"),
            false => format!("{name} = {value}"),
        };
        Ok(shown(self)?.into_iter().map(line).collect())
    }
}

impl Layers {
    /// Where a setting came from, as it stands in a sentence; none where nobody has set it.
    fn origin(&self, name: &str) -> Option<String> {
        let has = |layer: &Figment| layer.find_value(name).is_ok();
        if has(&self.flags) {
            return Some(format!("The flag --{name}"));
        }
        if has(&self.environment) {
            return Some(format!("The environment, {ENVIRONMENT_PREFIX}{}", name.to_uppercase()));
        }
        let (path, file) = self.file.as_ref()?;
        has(file).then(|| format!("The file {}", path.display()))
    }
}

/// Name and value of each setting, as they may be shown: [`super::Secret`] and [`super::Address`] see to that.
fn shown(settings: &Settings) -> Result<Map<String, Value>> {
    match serde_json::to_value(settings)? {
        Value::Object(values) => Ok(values),
        _ => Ok(Map::new()),
    }
}

/// A text as it is; anything else as it stands in the file.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Reads the default file by its form: a heading `# ---- Part ---`, lines of comment, then what they explain. A setting right
/// below another one shares its words.
fn explained(file: &str) -> Vec<Explained> {
    let (mut all, mut part, mut words) = (Vec::new(), String::new(), Vec::new());
    let mut was_setting = false;
    for line in file.lines() {
        let comment = line.strip_prefix('#').map(str::trim);
        match (comment, line.split_once(" = ")) {
            (Some(heading), _) if heading.starts_with("----") => heading.trim_matches(['-', ' ']).clone_into(&mut part),
            (Some(comment), _) => {
                if was_setting {
                    words.clear();
                }
                words.push(comment);
            }
            (None, Some((name, _))) => {
                all.push(Explained { part: part.clone(), name: name.to_owned(), words: words.join(" ") });
            }
            (None, None) => words.clear(),
        }
        was_setting = comment.is_none() && line.contains(" = ");
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in the names of settings that hold a secret, or may.
    const TELLTALE: [&str; 7] = ["secret", "token", "key", "password", "smtp", "database_url", "endpoint"];

    /// Settings whose every text is `canary-` and its name, also where no market could run by it.
    fn canaries() -> Settings {
        let mut values: Map<String, Value> =
            Figment::from(Toml::string(DEFAULTS)).extract().expect("the defaults are a table");
        let names: Vec<String> = values.keys().cloned().collect();
        for name in names {
            let is_word = ["currency", "payments", "log_format"].contains(&name.as_str());
            if values[&name].is_string() && !is_word {
                let canary = format!("smtps://shop:canary-{name}@host/canary-{name}");
                values.insert(name, canary.into());
            }
        }
        serde_json::from_value(Value::Object(values)).expect("texts are texts")
    }

    #[test]
    fn no_secret_is_ever_listed_and_everything_else_is() {
        let settings = canaries();
        let listed = settings.list(&Place::default()).expect("listed");
        let mut hidden = 0;
        for setting in &listed {
            let Setting { name, value, .. } = setting;
            let password = format!("shop:canary-{name}");
            if TELLTALE.iter().any(|word| name.contains(word)) {
                assert!(!format!("{setting:?}").contains(&password), "{setting:?}");
                hidden += 1;
            } else if value.contains("canary") {
                assert!(value.contains(&password), "{name} is no secret and is shown as it is: {value}");
            }
        }
        assert_eq!(hidden, 7, "every setting that is a secret, or may hold one");
        let whole: Vec<&str> = ["secret", "metrics_token", "blobs_key", "blobs_secret_key"].into();
        for setting in listed.iter().filter(|setting| whole.contains(&setting.name.as_str())) {
            assert_eq!((setting.value.as_str(), setting.is_hidden), (HIDDEN, true), "{}", setting.name);
        }
        let lines = settings.lines().expect("lines").join("\n");
        for name in whole {
            assert!(!lines.contains(&format!("canary-{name}")), "{lines}");
        }
        assert!(!lines.contains("shop:canary-database_url") && !lines.contains("shop:canary-mail_smtp"), "{lines}");
    }

    #[test]
    fn every_setting_is_listed_with_its_words() {
        let settings = Settings::load(&Place::default()).expect("sensible");
        let listed = settings.list(&Place::default()).expect("listed");
        let mut names: Vec<&str> = listed.iter().map(|setting| setting.name.as_str()).collect();
        let of_type = shown(&settings).expect("a table");
        assert_eq!(names.len(), of_type.len());
        names.sort_unstable();
        let mut wanted: Vec<&str> = of_type.keys().map(String::as_str).collect();
        wanted.sort_unstable();
        assert_eq!(names, wanted, "each field of the type, once");
        for setting in &listed {
            assert!(setting.words.len() > 10 && !setting.part.is_empty(), "{setting:?}");
            assert!(setting.origin.is_some() || setting.value == setting.default, "{setting:?}");
        }
        let shared: Vec<&str> =
            listed.iter().filter(|setting| setting.name.starts_with("blobs_")).map(|setting| &*setting.words).collect();
        assert_eq!(shared[3], shared[4], "key and secret of the bucket are explained together");
    }

    #[test]
    fn a_setting_says_where_it_came_from() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("shop.toml");
        std::fs::write(&file, "site_name = \"Werkbank\"\ndata = \"/srv/one\"\n").expect("written");
        let place = Place { config: Some(file.clone()), data: Some("/srv/two".into()) };
        let settings = Settings::load(&place).expect("sensible");
        let listed = settings.list(&place).expect("listed");
        let of = |name: &str| {
            let setting = listed.iter().find(|setting| setting.name == name).expect("listed");
            (setting.value.clone(), setting.default.clone(), setting.origin.clone())
        };
        let from_file = format!("The file {}", file.display());
        assert_eq!(of("site_name"), ("Werkbank".to_owned(), "Maquette".to_owned(), Some(from_file)));
        assert_eq!(of("data"), ("/srv/two".to_owned(), ".maquette".to_owned(), Some("The flag --data".to_owned())));
        assert_eq!(of("fee_basis_points"), ("1300".to_owned(), "1300".to_owned(), None));
    }
}
