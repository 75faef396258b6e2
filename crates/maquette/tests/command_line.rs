//! The real binary in a fresh folder: what it prints, how it exits, what it leaves behind.

#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::{
    io::Write,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

/// A tetrahedron, sound: four faces, each edge in two of them.
const SOUND: [[[f32; 3]; 3]; 4] = [
    [[0.0, 0.0, 0.0], [0.0, 30.0, 0.0], [40.0, 0.0, 0.0]],
    [[0.0, 0.0, 0.0], [40.0, 0.0, 0.0], [0.0, 0.0, 20.0]],
    [[40.0, 0.0, 0.0], [0.0, 30.0, 0.0], [0.0, 0.0, 20.0]],
    [[0.0, 30.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 20.0]],
];

fn stl(triangles: &[[[f32; 3]; 3]]) -> Vec<u8> {
    let mut bytes = vec![b' '; 80];
    bytes.extend(u32::try_from(triangles.len()).expect("few").to_le_bytes());
    for triangle in triangles {
        bytes.extend([0; 12]);
        bytes.extend(triangle.as_flattened().iter().flat_map(|value| value.to_le_bytes()));
        bytes.extend([0; 2]);
    }
    bytes
}

/// [`SOUND`] moved by `mm`, so that its bytes are its own.
fn sound_at(mm: f32) -> Vec<u8> {
    stl(&SOUND.map(|triangle| triangle.map(|[x, y, z]| [x + mm, y, z])))
}

/// 84 bytes that promise 4,294,967,295 triangles.
fn stl_that_claims_four_billion() -> Vec<u8> {
    let mut bytes = vec![b' '; 80];
    bytes.extend(u32::MAX.to_le_bytes());
    bytes.extend([0; 50]);
    bytes
}

/// A 3MF whose one part unpacks to 300 times 10 MiB of spaces.
fn zip_bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let types = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>"#;
    let links = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel" Target="/3D/3dmodel.model"/></Relationships>"#;
    for (name, content) in [("[Content_Types].xml", types.as_slice()), ("_rels/.rels", links.as_slice())] {
        zip.start_file(name, options).expect("begun");
        zip.write_all(content).expect("written");
    }
    zip.start_file("3D/3dmodel.model", options.large_file(true)).expect("begun");
    let spaces = vec![b' '; 10 << 20];
    for _ in 0..300 {
        zip.write_all(&spaces).expect("written");
    }
    zip.finish().expect("ended").into_inner()
}

fn maquette(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(arguments)
        .current_dir(folder)
        .env("MAQUETTE_LOG_LEVEL", "error")
        .output()
        .expect("it runs")
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8(output.stdout.clone()).expect("text").lines().map(str::to_owned).collect()
}

fn totals(output: &Output) -> [u64; 6] {
    let last = lines(output).pop().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let json: Value = serde_json::from_str(&last).expect("JSON");
    assert!(json["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{last}");
    ["files", "published", "held", "refused", "skipped", "unchanged"].map(|name| json[name].as_u64().expect("a count"))
}

fn folder_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    folder
}

#[test]
fn a_name_that_breaks_lines_stays_on_its_own() {
    let odd = "vase\npass all is well\u{1b}[2J\u{202e}lts.stl";
    let folder = folder_with(&[(odd, &stl(&[]))]);
    let text = maquette(folder.path(), &["inspect", "."]);
    let first = lines(&text).remove(0);
    assert_eq!(first, "./vase\u{fffd}pass all is well\u{fffd}[2J\u{fffd}lts.stl  fail  Nothing could be read.");
    assert!(lines(&text).iter().all(|line| !line.starts_with("pass")), "{:?}", lines(&text));
    let json = maquette(folder.path(), &["inspect", "--format", "json", "."]);
    let report: Value = serde_json::from_str(&lines(&json)[0]).expect("JSON on one line");
    assert_eq!(report["path"], format!("./{odd}"));
    let picture = maquette(folder.path(), &["render", "-o", "pictures", odd]);
    assert_eq!(String::from_utf8_lossy(&picture.stderr).lines().count(), 1);
}

#[test]
fn render_writes_the_pictures_that_it_names() {
    let folder = folder_with(&[("sound.stl", &sound_at(0.0)), ("empty.stl", b"")]);
    let arguments = ["render", "--size", "64", "--turntable", "2", "--format", "json", "-o", "pictures", "sound.stl"];
    let output = maquette(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let line: Value = serde_json::from_str(&lines(&output)[0]).expect("JSON");
    assert_eq!((&line["path"], &line["triangles"]), (&"sound.stl".into(), &4.into()));
    let pictures = line["out"].as_array().expect("a list");
    assert_eq!(pictures.len(), 3);
    for picture in pictures {
        let bytes = std::fs::read(folder.path().join(picture.as_str().expect("a path"))).expect("it stands");
        assert_eq!((&bytes[..4], &bytes[8..12]), (b"RIFF".as_slice(), b"WEBP".as_slice()));
    }
    let output = maquette(folder.path(), &["render", "--format", "json", "-o", "pictures", "empty.stl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(lines(&output)[0].contains("\"out\":[]"));
}

#[test]
fn import_twice_doubles_nothing() {
    let same = sound_at(0.0);
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="20mm" viewBox="0 0 40 20"><path d="M5 5H35V15H5Z" fill="none" stroke="#000"/></svg>"##;
    let folder = folder_with(&[
        ("models/pots/vase.stl", &same),
        ("models/lamps/vase.stl", &same),
        ("models/other.stl", &sound_at(1.0)),
        ("models/sign.svg", svg),
        ("models/README.md", b"# Vases"),
        ("models/LICENSE", b"CC BY"),
        ("models/plan.pdf", b"%PDF-1.7\n%%EOF\n"),
        ("models/.hidden.stl", &same),
    ]);
    let first = maquette(folder.path(), &["import", "--data", "shop", "models"]);
    assert_eq!(totals(&first), [7, 4, 0, 0, 3, 0], "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(first.status.code(), Some(0));
    let second = maquette(folder.path(), &["import", "--data", "shop", "models"]);
    assert_eq!(totals(&second), [7, 0, 0, 0, 3, 4], "{}", String::from_utf8_lossy(&second.stderr));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("plan.pdf") && said.contains("PDF"), "{said}");

    std::fs::write(folder.path().join("models/new.stl"), sound_at(2.0)).expect("written");
    let third = maquette(folder.path(), &["import", "--data", "shop", "models"]);
    assert_eq!(totals(&third), [8, 1, 0, 0, 3, 4]);

    let sound = maquette(folder.path(), &["admin", "fsck", "--data", "shop"]);
    assert_eq!(sound.status.code(), Some(0), "{}", String::from_utf8_lossy(&sound.stdout));
}

#[test]
fn files_made_to_harm_end_as_refused_and_hang_nothing() {
    let folder = folder_with(&[
        ("models/billions.stl", &stl_that_claims_four_billion()),
        ("models/bomb.3mf", &zip_bomb()),
        ("models/empty.stl", b""),
        ("models/cut.glb", b"glTF\x02\x00\x00\x00\xff\xff\xff\x7f"),
        ("models/sound.stl", &sound_at(0.0)),
    ]);
    let output = maquette(folder.path(), &["import", "--data", "shop", "models"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(totals(&output), [5, 1, 0, 4, 0, 0], "{said}");
    assert_eq!(output.status.code(), Some(0));
    for name in ["billions.stl", "bomb.3mf", "empty.stl", "cut.glb"] {
        assert!(said.contains(name), "{name} is told with its reason: {said}");
    }
    let second = maquette(folder.path(), &["import", "--data", "shop", "models"]);
    assert_eq!(totals(&second), [5, 0, 0, 0, 0, 5]);
}

#[test]
fn a_manifest_says_what_the_names_cannot_and_what_it_says_wrongly_can_be_mended() {
    let folder = folder_with(&[("models/a.stl", &sound_at(0.0)), ("models/b.stl", &sound_at(1.0))]);
    let manifest = |license: &str| {
        let lines = format!(
            "{{\"file\":\"a.stl\",\"title\":\"Hausgrün\",\"tags\":[\"pot\"],\"category\":\"3d-print/vases\",\"license\":\"{license}\",\"price_minor\":650,\"creator\":\"ada@example.org\"}}\n"
        );
        std::fs::write(folder.path().join("models.ndjson"), lines).expect("written");
        maquette(folder.path(), &["import", "--data", "shop", "--manifest", "models.ndjson", "models"])
    };
    let wrong = manifest("cc-by");
    assert_eq!(totals(&wrong), [1, 0, 0, 1, 0, 0], "{}", String::from_utf8_lossy(&wrong.stderr));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("set its price to 0"));
    assert_eq!(totals(&manifest("personal")), [1, 1, 0, 0, 0, 0]);
    assert_eq!(totals(&manifest("personal")), [1, 0, 0, 0, 0, 1]);

    std::fs::write(folder.path().join("models.ndjson"), "{\"file\":\"../a.stl\"}\n").expect("written");
    let outside = maquette(folder.path(), &["import", "--data", "shop", "--manifest", "models.ndjson", "models"]);
    assert_eq!(outside.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&outside.stderr).contains("line 1"));
}

#[test]
fn config_check_shows_what_is_in_force_and_never_a_secret() {
    let folder =
        folder_with(&[("shop.toml", b"site_name = \"Werkbank\"\ndatabase_url = \"postgres://u:hunter2@h/m\"\n")]);
    let output = maquette(folder.path(), &["config", "check", "--config", "shop.toml", "--data", "elsewhere"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let shown = lines(&output).join("\n");
    for part in [
        "site_name = \"Werkbank\"",
        "data = \"elsewhere\"",
        "log_level = \"error\"",
        "database_url = \"postgres://u@h/m\"",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(!shown.contains("hunter2"));
    assert!(!folder.path().join("elsewhere").exists(), "looking changes nothing");

    std::fs::write(folder.path().join("shop.toml"), "listen = \"here\"\n").expect("written");
    let output = maquette(folder.path(), &["config", "check", "--config", "shop.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("listen is `here`"));
}

#[cfg(unix)]
#[test]
fn an_operator_opens_an_account_and_the_secret_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder_with(&[]);
    let add = ["admin", "user", "add", "--data", "shop", "--email", "ada@example.org", "--name", "Ada"];
    let output = maquette(folder.path(), &[add.as_slice(), &["--role", "operator", "--role", "creator"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(lines(&output).iter().any(|line| line.starts_with("password: ")));
    assert_eq!(maquette(folder.path(), &add).status.code(), Some(2), "an address has one account");
    let roles = ["admin", "user", "roles", "--data", "shop", "--email", "ada@example.org", "--role", "buyer"];
    assert_eq!(lines(&maquette(folder.path(), &roles)), ["ada@example.org is now buyer"]);
    let secret = std::fs::metadata(folder.path().join("shop/secret")).expect("it stands");
    assert_eq!((secret.permissions().mode() & 0o777, secret.len()), (0o600, 64));
    let output = maquette(folder.path(), &["migrate", "--data", "shop"]);
    assert_eq!(lines(&output), ["0 migrations applied; the schema is up to date"]);
}

#[test]
fn every_command_explains_itself() {
    let folder = folder_with(&[]);
    for command in [
        "serve",
        "worker",
        "migrate",
        "import",
        "inspect",
        "render",
        "admin fsck",
        "admin user add",
        "config check",
        "completions",
    ] {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let output = maquette(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{command}");
        let help = lines(&output).join("\n");
        assert!(help.contains("Example") && help.contains("--data <DIR>"), "{command}: {help}");
    }
}
