//! Settings: the compiled-in defaults, then a file, then the environment, then flags.

mod layers;
mod list;
mod secret;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use basis::Currency;
use market::ingest::Limits;
use serde::{Deserialize, Serialize};

use layers::Layers;
pub use secret::{Address, Secret};

/// The defaults, with what each setting means.
pub const DEFAULTS: &str = include_str!("../../../../maquette.default.toml");

/// What variables of the environment begin with.
const ENVIRONMENT_PREFIX: &str = "MAQUETTE_";

/// The job of an examination ends after 300 seconds; the examination must end before it.
const EXAMINE_SECONDS_MAX: u64 = 270;

/// No door waits longer than a day.
const DAY_SECONDS: u64 = 86_400;

/// Which settings a command works with.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Place {
    /// The data folder: database, blobs, letters and secret.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A file of settings; `maquette.default.toml` explains every one.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How logs are written.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Human,
    /// One object a line.
    Json,
}

/// Who takes the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Payments {
    /// The test bank, which moves none.
    Test,
    /// Nobody: only free patterns can be taken.
    None,
}

/// Every setting; `maquette.default.toml` says what each means. Not `Debug`, because some are secrets: those are a
/// [`Secret`] or an [`Address`], and nothing else shows them.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // The default file documents each one.
pub struct Settings {
    pub site_name: String,
    pub base_url: String,
    pub listen: String,
    pub trusted_proxies: Vec<String>,
    pub connections_max: usize,
    pub connections_per_address_max: usize,
    pub requests_max: usize,
    pub requests_per_address_max: usize,
    pub header_seconds_max: u64,
    pub answer_seconds_max: u64,
    pub stalled_seconds_max: u64,
    pub drain_seconds: u64,
    pub stop_seconds_max: u64,
    pub metrics_listen: String,
    pub metrics_token: Secret,
    pub data: PathBuf,
    pub database_url: Address,
    pub database_connections_max: u32,
    pub blobs_bucket: String,
    pub blobs_region: String,
    pub blobs_endpoint: Address,
    pub blobs_key: Secret,
    pub blobs_secret_key: Secret,
    pub secret: Secret,
    pub mail_smtp: Address,
    pub mail_folder: String,
    pub mail_from: String,
    pub currency: Currency,
    pub fee_basis_points: u32,
    pub payments: Payments,
    pub upload_bytes_max: u64,
    pub account_bytes_max: u64,
    pub files_max: u32,
    pub verified_to_publish: bool,
    pub free_without_account: bool,
    pub download_seconds: u64,
    pub download_redirects: bool,
    pub download_redirect_seconds: u64,
    pub rate_limits: bool,
    pub workers: usize,
    pub examine_memory_bytes_max: u64,
    pub examine_seconds_max: u64,
    pub examine_sandbox_required: bool,
    pub jobs_kept_days: u32,
    pub dead_jobs_kept_days: u32,
    pub events_kept_days: u32,
    pub steps_kept_days: u32,
    pub closed_accounts_kept_days: u32,
    pub log_format: LogFormat,
    pub log_level: String,
}

impl Settings {
    /// The settings in force for `place`.
    ///
    /// # Errors
    /// The file cannot be read, holds an unknown setting, or a value makes no sense.
    pub fn load(place: &Place) -> Result<Self> {
        let settings: Self = Layers::of(place)?.whole().extract().context("the settings cannot be used")?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        let scheme = self.base_url.starts_with("http://") || self.base_url.starts_with("https://");
        ensure!(
            scheme && !self.base_url.ends_with('/'),
            "base_url is `{}`; write it as https://example.org, without a slash at the end",
            self.base_url
        );
        for (name, address) in [("listen", &self.listen), ("metrics_listen", &self.metrics_listen)] {
            let may_be_empty = name == "metrics_listen" && address.is_empty();
            ensure!(
                may_be_empty || address.parse::<SocketAddr>().is_ok(),
                "{name} is `{address}`; write an address and a port such as 127.0.0.1:8080"
            );
        }
        for (name, number) in [
            ("connections_max", self.connections_max),
            ("connections_per_address_max", self.connections_per_address_max),
            ("requests_max", self.requests_max),
            ("requests_per_address_max", self.requests_per_address_max),
        ] {
            ensure!(number > 0, "{name} is 0, so that nobody is let in; write 1 or more");
        }
        for (name, seconds) in [
            ("header_seconds_max", self.header_seconds_max),
            ("answer_seconds_max", self.answer_seconds_max),
            ("stalled_seconds_max", self.stalled_seconds_max),
        ] {
            ensure!((1..=DAY_SECONDS).contains(&seconds), "{name} is between 1 and {DAY_SECONDS}");
        }
        ensure!(self.fee_basis_points <= 10_000, "fee_basis_points is at most 10000, which is the whole price");
        ensure!(
            (1..=EXAMINE_SECONDS_MAX).contains(&self.examine_seconds_max),
            "examine_seconds_max is between 1 and {EXAMINE_SECONDS_MAX}"
        );
        let secret = self.secret.reveal();
        ensure!(secret.is_empty() || key_of(secret).is_some(), "secret must be 64 hexadecimal digits");
        ensure!(
            self.blobs_key.reveal().is_empty() == self.blobs_secret_key.reveal().is_empty(),
            "set both blobs_key and blobs_secret_key, or neither"
        );
        self.doors()?;
        self.database().map(drop)
    }

    /// Where the rows live.
    ///
    /// # Errors
    /// The address names no database that can be used.
    pub fn database(&self) -> Result<store::DatabaseSettings> {
        let url = self.database_url.reveal();
        if url.is_empty() {
            return Ok(store::DatabaseSettings::Sqlite(self.data.join("maquette.db")));
        }
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Ok(store::DatabaseSettings::Sqlite(path.into()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let connections_max = self.database_connections_max;
            return Ok(store::DatabaseSettings::Postgres { url: url.to_owned(), connections_max });
        }
        bail!("database_url begins with postgres:// or sqlite://, or is empty")
    }

    /// Where the blobs live.
    pub fn blobs(&self) -> store::BlobSettings {
        if self.blobs_bucket.is_empty() {
            return store::BlobSettings::Folder(self.data.clone());
        }
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        store::BlobSettings::S3 {
            bucket: self.blobs_bucket.clone(),
            region: self.blobs_region.clone(),
            endpoint: some(self.blobs_endpoint.reveal()),
            credentials: some(self.blobs_key.reveal()).zip(some(self.blobs_secret_key.reveal())),
            scratch: self.data.join("uploads"),
        }
    }

    /// Whether rows or blobs lie where processes with other data folders may share them.
    pub fn is_remote(&self) -> bool {
        self.database_url.reveal().starts_with("postgres") || !self.blobs_bucket.is_empty()
    }

    /// How letters leave.
    pub fn mail(&self) -> market::MailSettings {
        let smtp = self.mail_smtp.reveal();
        if !smtp.is_empty() {
            return market::MailSettings::Smtp(smtp.to_owned());
        }
        let folder = Path::new(&self.mail_folder);
        let folder = if self.mail_folder.is_empty() { self.data.join("mail") } else { folder.to_owned() };
        market::MailSettings::Folder(folder)
    }

    /// What the rules need to know.
    pub fn market(&self) -> market::Settings {
        market::Settings {
            site_name: self.site_name.clone(),
            base_url: self.base_url.clone(),
            currency: self.currency,
            fee_basis_points: self.fee_basis_points,
            upload_bytes_max: self.upload_bytes_max,
            account_bytes_max: self.account_bytes_max,
            files_max: self.files_max,
            verified_to_publish: self.verified_to_publish,
            download_seconds: self.download_seconds,
            free_without_account: self.free_without_account,
            download_redirects: self.download_redirects,
            download_redirect_seconds: self.download_redirect_seconds,
            jobs_kept_days: self.jobs_kept_days,
            dead_jobs_kept_days: self.dead_jobs_kept_days,
            events_kept_days: self.events_kept_days,
            steps_kept_days: self.steps_kept_days,
            closed_accounts_kept_days: self.closed_accounts_kept_days,
            rate_limits: self.rate_limits,
        }
    }

    /// The limits of the doors.
    ///
    /// # Errors
    /// A trusted proxy is neither an address nor a network.
    pub fn doors(&self) -> Result<web::Doors> {
        let trusted_proxies = web::TrustedProxies::read(&self.trusted_proxies).map_err(|item| {
            anyhow!("trusted_proxies has `{item}`; write an address or a network such as 10.0.0.0/8")
        })?;
        Ok(web::Doors {
            trusted_proxies,
            metrics_token: self.metrics_token.reveal().to_owned(),
            connections_max: self.connections_max,
            connections_per_address_max: self.connections_per_address_max,
            requests_max: self.requests_max,
            requests_per_address_max: self.requests_per_address_max,
            headers: Duration::from_secs(self.header_seconds_max),
            answer: Duration::from_secs(self.answer_seconds_max),
            stalled: Duration::from_secs(self.stalled_seconds_max),
            drain: Duration::from_secs(self.drain_seconds),
            grace: Duration::from_secs(self.stop_seconds_max),
        })
    }

    /// What the examination of one file may cost.
    pub fn limits(&self) -> Limits {
        Limits {
            memory_bytes_max: self.examine_memory_bytes_max,
            seconds_max: self.examine_seconds_max,
            sandbox_required: self.examine_sandbox_required,
        }
    }

    /// Files examined at the same time.
    pub fn worker_count(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            count => count,
        }
    }
}

/// The 32 bytes behind 64 hexadecimal digits.
pub fn key_of(text: &str) -> Option<[u8; 32]> {
    let mut key = [0u8; 32];
    hex::decode_to_slice(text.trim(), &mut key).ok().map(|()| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_names_every_setting_and_explains_it() {
        let settings = Settings::load(&Place::default()).expect("the defaults make sense");
        assert_eq!(settings.market().fee_basis_points, market::Settings::default().fee_basis_points);
        assert_eq!(settings.limits().seconds_max, Limits::default().seconds_max);
        let (doors, known) = (settings.doors().expect("doors"), web::Doors::default());
        assert_eq!((doors.connections_max, doors.requests_max), (known.connections_max, known.requests_max));
        assert_eq!((doors.headers, doors.answer, doors.stalled), (known.headers, known.answer, known.stalled));
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(" = ") && !line.starts_with('#'))
        {
            let above = lines[index - 1];
            assert!(above.starts_with('#') || above.starts_with("blobs_key"), "no comment above `{line}`");
        }
    }

    #[test]
    fn a_file_overrides_the_defaults_and_a_flag_overrides_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("maquette.toml");
        std::fs::write(&file, "site_name = \"Werkbank\"\ndata = \"/srv/one\"\n").expect("written");
        let place = Place { config: Some(file.clone()), data: Some("/srv/two".into()) };
        let settings = Settings::load(&place).expect("sensible");
        assert_eq!((settings.site_name.as_str(), settings.data.as_path()), ("Werkbank", Path::new("/srv/two")));
        std::fs::write(&file, "site_nam = \"Werkbank\"\n").expect("written");
        let error = Settings::load(&place).err().expect("a slip of the keyboard is told");
        assert!(format!("{error:#}").contains("site_nam"), "{error:#}");
    }
}
