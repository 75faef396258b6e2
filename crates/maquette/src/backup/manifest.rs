//! The manifest of a backup: what belongs to it, with the hash of everything.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use basis::Time;
use serde::{Deserialize, Serialize};
use store::snapshot::Part;

/// Its name. A folder without it is no whole backup.
const FILE: &str = "maquette-backup.json";
/// The shape of what is written today.
const FORMAT: u32 = 1;
/// A manifest names files and no blobs: a longer one is something else.
const BYTES_MAX: u64 = 64 << 20;

/// Which database the rows are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Database {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// What belongs to a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The shape of this manifest.
    pub format: u32,
    /// Which version of Maquette took it.
    pub version: String,
    /// The folder of its rows, which is also its name.
    pub rows: String,
    /// When it was begun: it holds what stood then.
    pub taken_at: Time,
    /// Which database the rows are for.
    pub database: Database,
    /// The migrations that had been applied.
    pub schema: Vec<String>,
    /// The files of rows.
    pub parts: Vec<Part>,
    /// What lies in the data folder beside rows and blobs: the secret, the test bank's books.
    pub extras: Vec<Part>,
    /// The list of blobs, one a line, each once.
    pub blobs: Part,
    /// How many they are.
    pub blob_count: u64,
    /// Blobs that rows name and that could not be read when it was taken.
    pub missing: Vec<store::Hash>,
}

impl Manifest {
    /// The manifest of `folder`; none where nothing was finished there.
    ///
    /// # Errors
    /// It cannot be read, or a newer version wrote it.
    pub fn find(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(FILE);
        let bytes = match std::fs::metadata(&path) {
            Ok(metadata) if metadata.len() > BYTES_MAX => bail!("{} is no manifest of a backup", path.display()),
            Ok(_) => std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        };
        /// What every version's manifest says.
        #[derive(Deserialize)]
        struct Shape {
            format: u32,
        }
        let damaged = || format!("{} is damaged: take the backup again, or use another one", path.display());
        let Shape { format } = serde_json::from_slice(&bytes).with_context(damaged)?;
        ensure!(format <= FORMAT, "the backup was taken by a newer version of Maquette: restore it with that version");
        let manifest: Self = serde_json::from_slice(&bytes).with_context(damaged)?;
        ensure!(manifest.names_only_itself(), "{} names files outside of the backup", path.display());
        Ok(Some(manifest))
    }

    /// Every name is that of something in the backup's own folder.
    fn names_only_itself(&self) -> bool {
        let plain = |name: &str| {
            let mut parts = Path::new(name).components();
            !name.is_empty() && parts.all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        let files = self.parts.iter().chain(&self.extras).chain([&self.blobs]).all(|part| plain(&part.file));
        files && plain(&self.rows) && Path::new(&self.rows).components().count() == 1
    }

    /// Makes it the manifest of `folder`, in one step: before it the folder is the backup that it was.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn keep(&self, folder: &Path) -> Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.as_file().sync_all()?;
        file.persist(folder.join(FILE))?;
        std::fs::File::open(folder)?.sync_all()?;
        Ok(())
    }

    /// A fresh one for today's version.
    pub fn begun(rows: String, taken_at: Time, database: Database) -> Self {
        let nothing = Part { file: String::new(), bytes: 0, blake3: store::Hash::of(b"") };
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rows,
            taken_at,
            database,
            schema: Vec::new(),
            parts: Vec::new(),
            extras: Vec::new(),
            blobs: nothing,
            blob_count: 0,
            missing: Vec::new(),
        }
    }

    /// Where its rows are.
    pub fn rows_in(&self, folder: &Path) -> PathBuf {
        folder.join(&self.rows)
    }
}
