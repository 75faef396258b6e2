//! Where a measured market keeps what it has: a folder, and a database in it or on a server.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait, Database, Statement};
use store::{Backend, DatabaseSettings, testing::POSTGRES_VARIABLE};

/// One market of so many listings.
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// The database.
    pub database: DatabaseSettings,
}

impl Place {
    /// Makes room below `folder` for a market of `listings`; none where no PostgreSQL server is named.
    pub async fn make(folder: &Path, backend: Backend, listings: usize) -> Result<Option<Self>> {
        let name = format!("load_{listings}");
        let data = folder.join(format!("{backend:?}-{listings}").to_lowercase());
        std::fs::create_dir_all(&data)?;
        let database = match backend {
            Backend::Sqlite => DatabaseSettings::Sqlite(data.join("maquette.db")),
            Backend::Postgres => {
                let Ok(server) = std::env::var(POSTGRES_VARIABLE) else { return Ok(None) };
                let (address, _) = server.rsplit_once('/').context("the address ends in a database's name")?;
                let admin = Database::connect(&server).await?;
                let asked = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
                if admin.query_one_raw(Statement::from_string(admin.get_database_backend(), asked)).await?.is_none() {
                    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
                }
                DatabaseSettings::Postgres { url: format!("{address}/{name}"), connections_max: 10 }
            }
        };
        Ok(Some(Self { data, database }))
    }

    /// Lets the database learn what lies in it: a server does so by itself within minutes, for which a measurement does
    /// not wait.
    pub async fn learn(&self) -> Result<()> {
        let (url, learn) = match &self.database {
            DatabaseSettings::Sqlite(path) => (format!("sqlite://{}", path.display()), "ANALYZE"),
            DatabaseSettings::Postgres { url, .. } => (url.clone(), "VACUUM ANALYZE"),
        };
        Database::connect(url).await?.execute_unprepared(learn).await?;
        Ok(())
    }

    /// Bytes of the database.
    pub async fn bytes(&self) -> Result<u64> {
        match &self.database {
            DatabaseSettings::Sqlite(path) => Ok(std::fs::metadata(path)?.len()),
            DatabaseSettings::Postgres { url, .. } => {
                let connection = Database::connect(url).await?;
                let asked = Statement::from_string(
                    connection.get_database_backend(),
                    "SELECT pg_database_size(current_database()) AS bytes",
                );
                let row = connection.query_one_raw(asked).await?.context("no size")?;
                Ok(u64::try_from(row.try_get::<i64>("", "bytes")?)?)
            }
        }
    }

    /// The setting that leads the binary to a server; in a folder it finds its own.
    pub fn database_url(&self) -> Option<(&'static str, String)> {
        match &self.database {
            DatabaseSettings::Sqlite(_) => None,
            DatabaseSettings::Postgres { url, .. } => Some(("MAQUETTE_DATABASE_URL", url.clone())),
        }
    }
}
