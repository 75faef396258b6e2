//! Opening the market that the settings describe.

use std::{io::Write, path::Path, sync::Arc};

use anyhow::{Context, Result, ensure};
use basis::{Random, SystemClock, SystemRandom};
use market::{
    Mail, Market, Parts,
    ingest::Examiner,
    payments::{PaymentProvider, TestBank},
};
use store::{Blobs, Store};

use crate::{
    config::{Payments, Settings, key_of},
    data_folder,
};

/// The market, with the schema brought up to date. Foreign files are read by child processes of this very program.
///
/// # Errors
/// The data folder cannot be made, or the database, the blob store or the post office cannot be opened.
pub async fn open(settings: &Settings) -> Result<Market> {
    data_folder::make_private(&settings.data)
        .with_context(|| format!("the data folder {} cannot be made", settings.data.display()))?;
    ensure!(
        data_folder::restoring(&settings.data).is_none(),
        "a backup was being put back into {} and that was broken off: run `maquette admin restore` again, or name another folder",
        settings.data.display()
    );
    let secret = secret(settings)?;
    let store = Store::open(&settings.database()?).await.context("the database cannot be opened")?;
    let blobs = Blobs::open(&settings.blobs()).await.context("the blob store cannot be opened")?;
    let mail = Mail::open(&settings.mail(), &settings.mail_from).context("the post office cannot be opened")?;
    let payments = test_bank(settings)?.map(|bank| Arc::new(bank) as Arc<dyn PaymentProvider>);
    let program = std::env::current_exe().context("this program does not know where it is")?;
    Ok(Market::new(Parts {
        store,
        blobs,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        mail,
        examiner: Examiner::Child { program, limits: settings.limits() },
        payments,
        secret,
        settings: settings.market(),
    }))
}

/// The test bank, where the settings name it. Its books lie in the data folder, so that every process of a market that is
/// opened from there asks the same bank.
///
/// # Errors
/// Its folder cannot be made.
pub fn test_bank(settings: &Settings) -> Result<Option<TestBank>> {
    if settings.payments != Payments::Test {
        return Ok(None);
    }
    let key = blake3::derive_key("maquette test bank notices 1", &secret(settings)?);
    let folder = settings.data.join("test-bank");
    let bank = TestBank::open(&folder, Arc::new(SystemClock), &settings.base_url, key);
    Ok(Some(bank.with_context(|| format!("the test bank's books in {} cannot be opened", folder.display()))?))
}

/// The key from the settings, or the one in the data folder. On the first start it is made there, unless other processes
/// may share the rows or the blobs from folders of their own: each would make another one, and no link of one would open at
/// the next.
fn secret(settings: &Settings) -> Result<[u8; 32]> {
    if let Some(key) = key_of(settings.secret.reveal()) {
        return Ok(key);
    }
    let path = settings.data.join("secret");
    if !path.exists() {
        ensure!(
            !settings.is_remote(),
            "`secret` is not set, and the rows or the blobs lie where other processes may share them: make one by `openssl rand \
             -hex 32` and set it, the same for every process, as `secret` in the settings or as MAQUETTE_SECRET; or copy the \
             file `secret` of a process that runs already to {}",
            path.display()
        );
        let mut key = [0u8; 32];
        SystemRandom.fill(&mut key);
        keep(&path, &hex::encode(key)).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    key_of(&text).with_context(|| format!("{} must hold 64 hexadecimal digits", path.display()))
}

/// Writes the file whole or not at all; one that another process made meanwhile stays.
fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // A temporary file is readable by its owner alone, and keeps that when it gets its name.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}
