//! What settings are laid over each other of: the defaults, a file, the environment, flags.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use figment::{
    Figment, Provider,
    providers::{Env, Format, Serialized, Toml},
};

use super::{DEFAULTS, ENVIRONMENT_PREFIX, Place};

/// What was said of settings, by whom. A later field overrules an earlier one.
pub(super) struct Layers {
    defaults: Figment,
    /// A file of settings, and where it lies.
    pub(super) file: Option<(PathBuf, Figment)>,
    /// Variables that are named as a setting is.
    pub(super) environment: Figment,
    /// Flags that every command takes.
    pub(super) flags: Figment,
}

impl Layers {
    /// # Errors
    /// There is no such file. What stands in it is read by [`Layers::whole`].
    pub(super) fn of(place: &Place) -> Result<Self> {
        let defaults = Figment::from(Toml::string(DEFAULTS));
        let known = setting_names(&defaults);
        let file = place.config.clone().map(|path| {
            ensure!(path.is_file(), "there is no file of settings at {}", path.display());
            let read = Figment::from(Toml::file_exact(&path));
            Ok((path, read))
        });
        let environment = Figment::from(Env::prefixed(ENVIRONMENT_PREFIX).filter(move |name| {
            // Other programs of the house have variables of their own with this prefix.
            known.iter().any(|setting| name == setting.as_str())
        }));
        let flags = place.data.as_ref().map(|data| Figment::from(Serialized::default("data", data)));
        Ok(Self { defaults, file: file.transpose()?, environment, flags: flags.unwrap_or_default() })
    }

    /// All of them as one.
    pub(super) fn whole(self) -> Figment {
        let file = self.file.map(|(_, file)| file).unwrap_or_default();
        self.defaults.merge(file).merge(self.environment).merge(self.flags)
    }
}

fn setting_names(defaults: &Figment) -> Vec<String> {
    defaults
        .data()
        .map(|profiles| profiles.into_values().flat_map(|dict| dict.into_keys()).collect())
        .unwrap_or_default()
}
