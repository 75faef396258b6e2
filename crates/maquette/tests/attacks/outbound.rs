//! Where this program opens connections by itself: to what its operator named in the settings, and never to what somebody typed.

use std::{
    collections::BTreeSet,
    io::Read as _,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What opens a connection, and the files that may: the client of `import`, which its user runs and points at a market; the
/// test bank, which writes to this very server; the mail server and the bucket of the settings.
const CLIENTS: [(&str, &[&str]); 8] = [
    ("reqwest", &["maquette/src/import/there.rs", "maquette/src/test_bank.rs"]),
    ("hyper_util::client", &[]),
    ("TcpStream::connect", &["maquette/src/sandbox/probe.rs", "store/src/testing.rs"]),
    ("UnixStream::connect", &["maquette/src/sandbox/probe.rs"]),
    ("UdpSocket", &["maquette/src/sandbox/probe.rs"]),
    ("AsyncSmtpTransport", &["market/src/mail.rs"]),
    ("AmazonS3Builder", &["store/src/blobs/mod.rs"]),
    ("lookup_host", &[]),
];

fn sources() -> Vec<(String, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crates").to_owned();
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(&crates).expect("the crates").flatten().map(|entry| entry.path().join("src")).collect();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&crates).expect("below it").display().to_string();
                sources.push((name, std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    assert!(sources.len() > 300, "{}", sources.len());
    sources
}

#[test]
fn nothing_that_somebody_types_is_connected_to() {
    let sources = sources();
    for (client, allowed) in CLIENTS {
        let users = sources.iter().filter(|(_, text)| text.contains(client)).map(|(name, _)| name.as_str());
        let others: BTreeSet<_> =
            users.filter(|name| !allowed.iter().any(|allowed| name.starts_with(allowed))).collect();
        assert!(
            others.is_empty(),
            "`{client}` in {others:?}: whatever fetches an address that somebody typed refuses private networks, and is tried here"
        );
        for allowed in allowed {
            assert!(
                sources.iter().any(|(name, text)| name.starts_with(allowed) && text.contains(client)),
                "{allowed} has no `{client}`"
            );
        }
    }
}

/// Files that name an address in every way their formats know.
fn files_that_point_at(address: &str) -> Vec<(&'static str, Vec<u8>)> {
    let svg = format!(
        r#"<?xml version="1.0"?><?xml-stylesheet href="http://{address}/a.css"?>
        <!DOCTYPE svg SYSTEM "http://{address}/a.dtd" [<!ENTITY e SYSTEM "http://{address}/e"><!ENTITY f SYSTEM "file:///etc/passwd">]>
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="50mm" height="50mm" viewBox="0 0 50 50">
        <style>@import url(http://{address}/b.css); @font-face {{ font-family: a; src: url(http://{address}/f.woff) }}</style>
        <image href="http://{address}/i.png" width="10" height="10"/><image xlink:href="file:///etc/passwd" width="10" height="10"/>
        <use href="http://{address}/u.svg#a"/><text font-family="a">a</text><rect x="5" y="5" width="30" height="30" fill="url(http://{address}/g.svg#g)" stroke="black"/></svg>"#
    );
    let without_doctype = svg[svg.find("<svg").expect("it begins")..].to_owned();
    let gltf = format!(
        r#"{{"asset":{{"version":"2.0"}},"buffers":[{{"uri":"http://{address}/b.bin","byteLength":36}}],"images":[{{"uri":"http://{address}/t.png"}}],
        "bufferViews":[{{"buffer":0,"byteLength":36}}],"accessors":[{{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}}],
        "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],"nodes":[{{"mesh":0}}],"scenes":[{{"nodes":[0]}}],"scene":0}}"#
    );
    let obj = format!("mtllib http://{address}/a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl a\nf 1 2 3\n");
    vec![
        ("entities.svg", svg.into_bytes()),
        ("links.svg", without_doctype.into_bytes()),
        ("scene.gltf", gltf.into_bytes()),
        ("mesh.obj", obj.into_bytes()),
    ]
}

#[test]
fn a_file_that_points_elsewhere_is_read_without_going_there() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound").to_string();
    let heard = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&heard);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 64]);
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files_that_point_at(&address) {
        std::fs::write(folder.path().join(name), bytes).expect("written");
        // On this machine and not in the room of the examining child: the readers themselves go nowhere.
        for arguments in [vec!["inspect", "--format", "json", name], vec!["render", "-o", "pictures", name]] {
            let ran = Command::new(env!("CARGO_BIN_EXE_maquette"))
                .args(&arguments)
                .current_dir(folder.path())
                .output()
                .expect("it runs");
            let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
            assert!(!said.contains("root:") && !said.contains("panicked"), "{arguments:?}: {said}");
        }
    }
    assert_eq!(heard.load(Ordering::SeqCst), 0, "nobody came");
}
