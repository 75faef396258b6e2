//! Where an entry of a zip says that it lies: read as people's programs write it, and never followed out of the archive.

/// What systems leave beside the files of a folder: nobody packed it on purpose, and nobody misses it.
const LITTER: [&str; 4] = [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"];
/// The folder in which macOS keeps what its own file system knows of each file.
const MACOS_FOLDER: &str = "__macosx";
/// How the same begins where it lies beside the file.
const APPLE_DOUBLE: &str = "._";

/// Where an entry lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// Folders and name, parted by `/`.
    pub(super) text: String,
    /// Whether it would lie outside of the folder that the archive is unpacked to.
    pub(super) leads_out: bool,
}

impl Path {
    /// Reads a path. Old programs for Windows part folders by backslashes.
    pub(super) fn read(written: &str) -> Self {
        let slashed = written.replace('\\', "/");
        let steps = || slashed.split('/').filter(|step| !step.is_empty() && *step != ".");
        let has_drive = steps().next().is_some_and(|first| first.as_bytes().get(1) == Some(&b':'));
        let leads_out = slashed.starts_with('/') || has_drive || steps().any(|step| step == "..");
        Self { text: steps().collect::<Vec<_>>().join("/"), leads_out }
    }

    /// Whether a system left it there.
    pub(super) fn is_litter(&self) -> bool {
        let is = |step: &str, known: &str| step.eq_ignore_ascii_case(known);
        let name = self.text.rsplit('/').next().unwrap_or_default();
        self.text.split('/').any(|step| is(step, MACOS_FOLDER))
            || LITTER.iter().any(|known| is(name, known))
            || name.starts_with(APPLE_DOUBLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside_or_says_that_it_does_not() {
        let read = |written: &str| {
            let Path { text, leads_out } = Path::read(written);
            (text, leads_out)
        };
        assert_eq!(read("left/arm.stl"), ("left/arm.stl".to_owned(), false));
        assert_eq!(read(".\\left\\\\arm.stl"), ("left/arm.stl".to_owned(), false));
        assert_eq!(read("a..b/c...stl"), ("a..b/c...stl".to_owned(), false));
        for out in
            ["../arm.stl", "left/../../arm.stl", "..\\arm.stl", "/etc/passwd", "\\\\server\\arm.stl", "C:\\arm.stl"]
        {
            assert!(read(out).1, "{out}");
        }
    }

    #[test]
    fn what_systems_leave_is_known() {
        for litter in ["__MACOSX/left/._arm.stl", "left/.DS_Store", "Thumbs.db", "left\\desktop.ini", "left/._arm.stl"]
        {
            assert!(Path::read(litter).is_litter(), "{litter}");
        }
        assert!(!Path::read("left/arm.stl").is_litter() && !Path::read("DS_Store.stl").is_litter());
    }
}
