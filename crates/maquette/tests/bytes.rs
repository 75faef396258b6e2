//! The real binary and its bytes: who may read the data folder, what a crash leaves, who ends with whom.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant, SystemTime},
};

fn maquette(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    command.current_dir(folder).env_clear().args(arguments).output().expect("it runs")
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it is there").permissions().mode() & 0o777
}

#[test]
fn the_data_folder_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join(".maquette");
    std::fs::create_dir(&data).expect("made");
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).expect("as an earlier release left it");
    let ran = maquette(folder.path(), &["admin", "gc", "--dry-run"]);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!((mode(&data), mode(&data.join("maquette.db"))), (0o700, 0o600));
}

#[test]
fn what_a_crash_left_goes_at_the_next_start_and_what_nothing_names_is_collected() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(maquette(folder.path(), &["admin", "gc"]).status.code(), Some(0));
    let data = folder.path().join(".maquette");
    let left = data.join("uploads/upload-of-a-process-that-died");
    let name = "5b".repeat(31);
    let orphan = data.join("blobs/5b").join(&name);
    let long_ago = SystemTime::now() - Duration::from_secs(2 * 86_400);
    for path in [&left, &orphan] {
        std::fs::write(path, b"half an upload").expect("written");
        std::fs::File::open(path).and_then(|file| file.set_modified(long_ago)).expect("aged");
    }
    let said = |arguments: &[&str]| String::from_utf8(maquette(folder.path(), arguments).stdout).expect("text");
    let dry = said(&["admin", "gc", "--dry-run"]);
    assert_eq!(dry.trim(), r#"{"blobs":1,"dry_run":true,"removed":1,"removed_bytes":14}"#);
    assert!(!left.exists() && orphan.exists());
    let real = said(&["admin", "gc"]);
    assert_eq!(real.trim(), r#"{"blobs":1,"dry_run":false,"removed":1,"removed_bytes":14}"#);
    assert!(!orphan.exists());
}

#[test]
fn the_examining_child_ends_with_its_parent() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("never-written.stl");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
    let request = serde_json::json!({
        "path": pipe, "name": "never-written.stl", "out": folder.path(), "steps": ["inspect"],
        "limits": { "memory_bytes_max": 1_u64 << 30, "seconds_max": 60 },
    });
    let mut child = Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(["examine", "--with-parent", &request.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    std::thread::sleep(Duration::from_millis(500));
    assert!(child.try_wait().expect("asked").is_none(), "it waits for bytes that never come");
    // As the kernel does when the parent is killed.
    drop(child.stdin.take());
    let begun = Instant::now();
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("asked") {
            break ended;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it outlives its parent");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(ended.code(), Some(3));
}
