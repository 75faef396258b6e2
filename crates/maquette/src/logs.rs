//! Logs: to standard error, for people or as JSON.

use std::io::IsTerminal;

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, Settings};

/// Begins to write logs, as the settings say.
///
/// # Errors
/// The level cannot be read.
pub fn begin(settings: &Settings) -> Result<()> {
    let level = settings.log_level.as_str();
    let filter = EnvFilter::try_new(level).with_context(|| format!("log_level is `{level}`; write info or debug"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in the same process, as in tests, keeps the first one's logs.
    let _ = match settings.log_format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Human => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    Ok(())
}
