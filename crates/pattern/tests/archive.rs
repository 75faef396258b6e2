//! Archives of files that go together: what is in them, what they claim, and every way to lie about it.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use std::io::{Cursor, Write as _};

use pattern::{Archive, ArchiveFault, ArchiveLimits, UnpackError};
use zip::{ZipWriter, write::SimpleFileOptions};

const LIMITS: ArchiveLimits = ArchiveLimits { entries_max: 10, unpacked_bytes_max: 1_000 };

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        zip.start_file(*path, SimpleFileOptions::default()).expect("a good name");
        zip.write_all(content).expect("room");
    }
    zip.finish().expect("room").into_inner()
}

fn open(bytes: &[u8]) -> Result<Archive<Cursor<&[u8]>>, ArchiveFault> {
    Archive::open(Cursor::new(bytes), &LIMITS)
}

#[test]
fn files_come_out_as_they_went_in_and_folders_and_litter_are_no_files() {
    let bytes = zip(&[("robot/", b""), ("robot/arm.stl", b"arm"), ("robot/.DS_Store", b"x"), ("Größe.txt", b"38")]);
    let mut archive = open(&bytes).expect("sound");
    let entries = archive.entries().to_vec();
    assert_eq!(entries.iter().map(|entry| entry.path.as_str()).collect::<Vec<_>>(), ["robot/arm.stl", "Größe.txt"]);
    for (entry, content) in entries.iter().zip([&b"arm"[..], b"38"]) {
        let mut out = Vec::new();
        archive.unpack(entry, &mut out).expect("sound");
        assert_eq!(out, content);
        assert_eq!(archive.head(entry, 2), &content[..2]);
    }
    assert!(!archive.is_package());
}

#[test]
fn each_limit_holds_at_its_value_and_not_one_above() {
    let names: Vec<String> = (0..11).map(|number| format!("{number}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert_eq!(open(&zip(&files[..10])).expect("ten").entries().len(), 10);
    assert_eq!(open(&zip(&files)).err(), Some(ArchiveFault::TooManyEntries { entries_max: 10 }));

    for (bytes, fits) in [(500, true), (501, false)] {
        let content = vec![b'x'; bytes];
        let packed = zip(&[("one.txt", &content), ("two.txt", &[b'y'; 500])]);
        let mut archive = open(&packed).expect("sound");
        let entries = archive.entries().to_vec();
        assert_eq!(archive.check(entries.iter()).is_ok(), fits, "{bytes}");
        assert!(archive.unpack(&entries[0], &mut Vec::new()).is_ok());
        let second = archive.unpack(&entries[1], &mut Vec::new());
        assert_eq!(second.is_ok(), fits, "what has come out counts, whoever asked before: {second:?}");
    }
}

#[test]
fn a_name_that_is_no_utf_8_is_read_as_old_programs_meant_it() {
    // Code page 437, as DOS and early Windows wrote names: 0x84 is ä.
    let mut bytes = zip(&[("gerXt.txt", b"x")]);
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(b"gerXt") {
            bytes[at + 3] = 0x84;
        }
    }
    assert_eq!(open(&bytes).expect("sound").entries()[0].path, "gerät.txt");
}

#[test]
fn an_archive_cut_short_anywhere_is_damaged_and_nothing_else() {
    let bytes = zip(&[("arm.stl", b"arm"), ("leg.stl", b"leg")]);
    for end in 0..bytes.len() {
        assert_eq!(open(&bytes[..end]).err(), Some(ArchiveFault::Damaged), "after {end} bytes");
    }
}

#[test]
fn bytes_that_were_changed_are_noticed() {
    let bytes = zip(&[("arm.txt", b"the left arm of the robot")]);
    let place = bytes.windows(4).position(|window| window == b"arm.").expect("its name") + 9;
    let mut damaged = bytes.clone();
    damaged[place + 4] ^= 0xFF;
    let mut archive = open(&damaged).expect("its table is sound");
    let entry = archive.entries()[0].clone();
    let outcome = archive.unpack(&entry, &mut Vec::new());
    assert!(matches!(outcome, Err(UnpackError::Fault(ArchiveFault::FileDamaged { .. }))), "{outcome:?}");
}

#[test]
fn a_package_is_one_pattern_and_a_zip_of_packages_is_not() {
    let package = zip(&[("[Content_Types].xml", b"<Types/>"), ("3D/3dmodel.model", b"<model/>")]);
    assert!(open(&package).expect("sound").is_package());
    assert!(open(&zip(&[("vase.amf", b"<amf/>")])).expect("sound").is_package());
    let parts = zip(&[("a.amf", b"<amf/>"), ("b.amf", b"<amf/>"), ("c.3mf", &package)]);
    assert!(!open(&parts).expect("sound").is_package());
}

#[test]
fn every_fault_says_what_is_so_and_what_to_do() {
    let path = || "arm.stl".to_owned();
    let faults = [
        ArchiveFault::Damaged,
        ArchiveFault::TooManyEntries { entries_max: 1_000 },
        ArchiveFault::Twice,
        ArchiveFault::TooLong { bytes_max: 4 << 30 },
        ArchiveFault::FileTooLong { path: path(), bytes_max: 2 << 30 },
        ArchiveFault::Locked { path: path() },
        ArchiveFault::Packing { path: path() },
        ArchiveFault::Swollen { path: path() },
        ArchiveFault::FileDamaged { path: path() },
    ];
    for fault in &faults {
        let (message, fix) = (fault.message(), fault.fix());
        assert!(message.ends_with('.') && fix.ends_with('.') && !message.contains(fix), "{message} {fix}");
    }
    assert!(faults[1].message().contains("more than 1,000 entries"));
    assert!(faults[3].message().contains("more than 4,294,967,296 bytes"));
    assert!(faults[4..].iter().all(|fault| fault.message().starts_with("arm.stl ")), "the file is named first");
}
