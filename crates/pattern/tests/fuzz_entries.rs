//! What the fuzz targets do, on their seeds, on what was once found, and on both damaged: so that they stay compiled and true.

#[path = "../fuzz/entries.rs"]
mod entries;

use std::path::PathBuf;

use proptest::prelude::*;

/// The files of `folder/target`, where there are any; the target `read` is given those of all the others, too.
fn files(folder: &str, target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    let names = entries::ENTRIES.iter().map(|(name, _)| *name).filter(|name| target == "read" || *name == target);
    let entries = names.flat_map(|name| std::fs::read_dir(folder.join(name)).into_iter().flatten().flatten());
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(&path).expect("a file"))).collect()
}

#[test]
fn every_target_reads_its_seeds_and_there_are_some() {
    for (target, entry) in entries::ENTRIES {
        let seeds = files("seeds", target);
        assert!(!seeds.is_empty(), "fuzz/seeds/{target} is empty");
        for (path, bytes) in seeds {
            entry(&bytes);
            let reading = pattern::read(&bytes, None, &pattern::Budget::default());
            assert!(reading.pattern.is_some(), "{}: {:?}", path.display(), reading.findings);
        }
    }
}

#[test]
fn what_fuzzing_found_is_survived_in_less_than_a_second() {
    for (target, entry) in entries::ENTRIES {
        for (path, bytes) in files("found", target) {
            let begun = std::time::Instant::now();
            entry(&bytes);
            assert!(begun.elapsed().as_secs() < 1, "{}: {:?}", path.display(), begun.elapsed());
        }
    }
}

proptest! {
    #[test]
    fn a_damaged_seed_breaks_no_promise(
        target in 0..entries::ENTRIES.len(),
        seed in any::<prop::sample::Index>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let (name, entry) = entries::ENTRIES[target];
        let seeds = files("seeds", name);
        let mut bytes = seeds[seed.index(seeds.len())].1.clone();
        for (place, value) in damage {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        entry(&bytes);
    }
}
