//! The names that files get which lay in folders: their own where that tells them apart, else with their folders.

use std::collections::{HashMap, HashSet};

use crate::fields::clean_file_name;

/// A name for each of `paths`, of which no two are alike, not even but for capitals. The same archive gives the same names.
pub(super) fn names(paths: &[impl AsRef<str>]) -> Vec<String> {
    let paths: Vec<&str> = paths.iter().map(AsRef::as_ref).collect();
    let own: Vec<String> = paths.iter().map(|path| clean_file_name(path)).collect();
    let mut alike: HashMap<String, u32> = HashMap::new();
    for name in &own {
        *alike.entry(name.to_lowercase()).or_default() += 1;
    }
    let mut taken: HashSet<String> =
        alike.iter().filter(|(_, count)| **count == 1).map(|(name, _)| name.clone()).collect();
    let shared = shared_folders(&paths);
    let told_apart = paths.iter().zip(own).map(|(path, own)| {
        if alike[&own.to_lowercase()] == 1 {
            return own;
        }
        let steps: Vec<&str> = path.split('/').skip(shared).collect();
        let wanted = clean_file_name(&steps.join(" - "));
        let is_free = |name: &String| !taken.contains(&name.to_lowercase());
        // Of so many numbers one is free.
        let name = (1..=paths.len() + 1).map(|number| numbered(&wanted, number)).find(is_free);
        let name = name.unwrap_or(wanted);
        taken.insert(name.to_lowercase());
        name
    });
    told_apart.collect()
}

/// Folders that all of `paths` lie in: an archive of one folder is that folder, and nobody needs its name on each file.
fn shared_folders(paths: &[&str]) -> usize {
    let folders = |path: &str| path.split('/').rev().skip(1).map(str::to_owned).collect::<Vec<_>>().into_iter().rev();
    let Some((first, others)) = paths.split_first() else { return 0 };
    let of_first: Vec<String> = folders(first).collect();
    let shared_with = |path: &&str| of_first.iter().zip(folders(path)).take_while(|(one, other)| *one == other).count();
    others.iter().map(shared_with).min().unwrap_or(of_first.len())
}

/// `arm.stl` for 1, then `arm (2).stl`, `arm (3).stl` and so on.
fn numbered(name: &str, number: usize) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if number == 1 { name.to_owned() } else { clean_file_name(&format!("{} ({number}).{ending}", short(stem))) }
}

/// As much of a long name as leaves room for a number behind it.
fn short(stem: &str) -> &str {
    let end = stem.char_indices().map(|(at, _)| at).take_while(|at| *at <= STEM_BYTES_MAX).last().unwrap_or(0);
    if stem.len() <= STEM_BYTES_MAX { stem } else { &stem[..end] }
}

/// Bytes of a name before a number.
const STEM_BYTES_MAX: usize = crate::limits::FILE_NAME.max - 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_folders_keep_their_own_names_as_far_as_that_tells_them_apart() {
        assert_eq!(names(&["robot/left/hand.stl", "robot/body.stl"]), ["hand.stl", "body.stl"]);
        let arms = ["robot/left/arm.stl", "robot/right/arm.stl", "robot/Body.stl"];
        assert_eq!(names(&arms), ["left - arm.stl", "right - arm.stl", "Body.stl"]);
        assert_eq!(names(&["arm.stl", "old/ARM.STL"]), ["arm.stl", "old - ARM.STL"]);
        assert_eq!(names(&["a/Arm.stl", "a/arm.stl", "a/aRm.stl"]), ["Arm.stl", "arm (2).stl", "aRm (3).stl"]);
        assert_eq!(names(&["vase.stl"]), ["vase.stl"]);
        assert!(names(&[""; 0]).is_empty());
    }

    #[test]
    fn no_two_names_are_alike_whatever_was_packed() {
        let long = "é".repeat(300);
        let (one, other) = (format!("x/{long}.stl"), format!("y/{long}.stl"));
        let paths = ["a/b.stl", "a - b.stl", "c/a/b.stl", "c/a - b.stl", "c\u{202e}/a/b.stl", &one, &other, "a/b?.stl"];
        let names = names(&paths);
        let distinct: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(distinct.len(), paths.len(), "{names:?}");
        for name in &names {
            assert!(name.ends_with(".stl") && name.len() <= crate::limits::FILE_NAME.max, "{name}");
            assert_eq!(*name, clean_file_name(name), "it is as clean as one that was sent");
        }
    }
}
