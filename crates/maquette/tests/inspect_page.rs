//! The page on which a browser looks at files by itself: the server's own report, and not a byte sent.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::path::{Path, PathBuf};

use fantoccini::{Client, key::Key};
use pattern::{Format, Pattern, drawing, mesh};
use serde_json::{Value, json};
use support::{
    Site,
    browser::{PATIENCE, browser, downloaded, fill, find, press},
    maquette, tetrahedron,
};

/// Real files looked at where they lie beside the repository.
const REAL_FILES: usize = 30;
const REAL_BYTES_MAX: u64 = 2_000_000;
/// Patterns that the project makes itself, in the order of the demonstration shop: meshes, drawings, repeats.
const OWN_FILES: usize = 12;

/// Writes patterns of our own, one that fails, and one that is none.
fn own_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for piece in generate::collection().iter().take(OWN_FILES) {
        let bytes = match ((piece.make)(), piece.format) {
            (Pattern::Mesh(mesh), Format::ThreeMf) => mesh::threemf::write(&mesh),
            (Pattern::Mesh(mesh), Format::Glb) => mesh::gltf::write(&mesh),
            (Pattern::Mesh(mesh), _) => mesh::stl::write(&mesh),
            (Pattern::Drawing(drawing), _) => drawing::svg::write(&drawing).into_bytes(),
            (Pattern::Raster(_), _) => continue,
        };
        files.push((piece.file_name(), bytes));
    }
    let mut open = tetrahedron(40.0);
    open[80..84].copy_from_slice(&3_u32.to_le_bytes());
    open.truncate(84 + 3 * 50);
    files.push(("open.stl".to_owned(), open));
    files.push(("letter.txt".to_owned(), b"Dear all, this is no pattern.".to_vec()));
    let write = |(name, bytes): (String, Vec<u8>)| {
        std::fs::write(folder.join(&name), bytes).expect("written");
        folder.join(name)
    };
    files.into_iter().map(write).collect()
}

/// Files of other people, evenly from all that are there.
fn real_files() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let mut found = Vec::new();
    let corpus = std::env::var_os("MAQUETTE_CORPUS").map_or(corpus, PathBuf::from);
    // The browser takes no path with `..` in it.
    let mut open: Vec<PathBuf> = corpus.canonicalize().into_iter().collect();
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.flatten() {
            let (path, kind) = (entry.path(), entry.file_type().expect("a kind"));
            let format = path.file_name().and_then(|name| Format::from_name(&name.to_string_lossy()));
            if kind.is_dir() {
                open.push(path);
            } else if format.is_some() && entry.metadata().is_ok_and(|data| data.len() <= REAL_BYTES_MAX) {
                found.push(path);
            }
        }
    }
    found.sort();
    let step = (found.len() / REAL_FILES).max(1);
    found.into_iter().step_by(step).take(REAL_FILES).collect()
}

/// What the shell prints of a file, without its path.
fn by_the_shell(folder: &Path, profile: &str, file: &Path) -> String {
    let output = maquette(folder, &["inspect", "--format", "json", "--profile", profile, &file.to_string_lossy()]);
    let line = String::from_utf8(output.stdout).expect("text");
    let path = serde_json::to_string(&file.to_string_lossy()).expect("JSON");
    let rest = line.trim_end().strip_prefix(&format!("{{\"path\":{path},")).expect("the path comes first");
    format!("{{{rest}")
}

/// Signs a creator in.
async fn sign_in(client: &Client, site: &Site, data: &Path) {
    let email = "orla@example.org";
    let added = maquette(
        data,
        &["admin", "user", "add", "--data", ".", "--email", email, "--name", "Orla Brandt", "--role", "creator"],
    );
    let said = String::from_utf8(added.stdout).expect("text");
    let password = said.split_whitespace().last().expect("a password is printed");
    client.goto(&format!("{}/sign-in", site.address)).await.expect("open");
    fill(client, "#email", email).await;
    fill(client, "#password", password).await;
    press(client, "main form[action='/sign-in'] button").await;
    find(client, ".menu .who").await;
}

async fn ask(client: &Client, script: &str) -> Value {
    client.execute(script, Vec::new()).await.expect("answered")
}

/// Opens a page that looks at files by itself; not where this build has no verifier for browsers.
async fn opens(client: &Client, site: &Site, path: &str) -> bool {
    client.goto(&format!("{}{path}", site.address)).await.expect("open");
    let is_there = "return Boolean(document.querySelector('.inspector, .drop-form[data-verifier]'))";
    let is_there = ask(client, is_there).await == json!(true);
    if !is_there {
        println!("skipped: the verifier for browsers was left out of this build; `cargo xtask assets` says why");
    }
    is_there
}

/// Hands files to the page and waits until each has been looked at.
async fn choose(client: &Client, files: &[PathBuf]) {
    let rows = "return document.querySelectorAll('.file details').length";
    let before = ask(client, rows).await.as_u64().and_then(|rows| usize::try_from(rows).ok()).expect("a count");
    let names: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    find(client, "input[type=file]").await.send_keys(&names.join("\n")).await.expect("chosen");
    until(client, rows, before + files.len()).await;
}

/// Waits until `script` gives `count`.
async fn until(client: &Client, script: &str, count: usize) {
    let begun = std::time::Instant::now();
    while ask(client, script).await != json!(count) {
        assert!(begun.elapsed() < PATIENCE, "{} of {count}", ask(client, script).await);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

/// Chooses a way of making by its number.
async fn choose_making(client: &Client, number: u8) {
    let choose = format!(
        "const select = document.querySelector('select[name=process]'); select.value = '{number}';
         select.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    );
    ask(client, &choose).await;
}

/// As if mending took for ever, however quick this machine is: its worker works, and what it says in the end is not heard.
async fn hold_mending(client: &Client) {
    let hold = "window.held = true;
        Object.defineProperty(Worker.prototype, 'onmessage', { set(hear) {
          if (!this.hear) this.addEventListener('message', (said) => {
            if (!(window.held && 'panel' in said.data)) this.hear(said);
          });
          this.hear = hear;
        } });";
    ask(client, hold).await;
}

/// The reports that the page shows, in order.
async fn reports(client: &Client) -> Vec<String> {
    let reports = ask(client, "return [...document.querySelectorAll('.file')].map((row) => row.report)").await;
    serde_json::from_value(reports).expect("texts")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_finds_what_the_server_finds_and_sends_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(&folder.path().join("data"), "");
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    client.goto(&format!("{}/inspect", site.address)).await.expect("open");
    let installed = ask(&client, "return Boolean(document.querySelector('.inspector'))").await;
    if installed == json!(false) {
        let words = find(&client, "main .notice").await.text().await.expect("words");
        assert!(words.contains("not installed on this server"), "{words}");
        println!("skipped: the verifier for browsers was left out of this build; `cargo xtask assets` says why");
        return;
    }

    let mut files = own_files(folder.path());
    let real = real_files();
    if real.is_empty() {
        println!("no corpus beside the repository: only patterns of our own are looked at");
    }
    files.extend(real);
    choose(&client, &files).await;
    let reports = reports(&client).await;
    for (file, here) in files.iter().zip(&reports) {
        assert_eq!(*here, by_the_shell(folder.path(), "default", file), "{}", file.display());
    }
    println!("{} reports are the shell's, byte for byte", reports.len());

    find(&client, ".file:first-child .stand.turning canvas").await;
    let sent = "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)
        .filter((path) => !/^\\/(static|assets)\\//.test(path) && !/^[0-9a-f-]{36}$/.test(path))";
    assert_eq!(ask(&client, sent).await, json!([]), "only our own scripts and pictures in memory were fetched");
    let refused = "const done = arguments[arguments.length - 1];
        fetch('/healthz', { method: 'POST', body: 'a file' }).then(() => done('sent'), (error) => done(error.name));";
    let refused = client.execute_async(refused, Vec::new()).await.expect("answered");
    assert_eq!(refused, json!("TypeError"), "the page's policy allows no connection");
    client.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_judges_for_a_way_of_making_as_the_shell_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(&folder.path().join("data"), "");
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    if !opens(&client, &site, "/inspect").await {
        return;
    }
    // A solid, a drawing, one that fails, and one that is none: rays take their time on one core.
    let own = own_files(folder.path());
    let files: Vec<PathBuf> = own.iter().take(1).chain(&own[own.len() - 3..]).cloned().collect();
    choose(&client, &files).await;
    let meshes = reports(&client).await.iter().filter(|report| report.contains(r#""kind":"mesh""#)).count();
    for (number, process) in [(1, "fdm"), (2, "resin"), (4, "cnc")] {
        choose_making(&client, number).await;
        // A mesh that fails says that it was not judged.
        let judged = format!(
            "return [...document.querySelectorAll('.file')].filter((row) => row.report.includes('\"process\":\"{process}\"')
                || (row.report.includes('M330') && row.report.includes('({process})'))).length"
        );
        until(&client, &judged, meshes).await;
        for (file, here) in files.iter().zip(&reports(&client).await) {
            assert_eq!(*here, by_the_shell(folder.path(), process, file), "{process}: {}", file.display());
        }
    }
    client.close().await.expect("closed");
}

/// An open sheet of 2 × `side`² triangles in waves, with a square hole in its middle: it takes a browser seconds to mend.
fn sheet(side: u32) -> Vec<u8> {
    let at = |x: u32, y: u32| {
        let (x, y) = (f64::from(x) * 0.5, f64::from(y) * 0.5);
        [x, y, (x * 0.7).sin() * (y * 0.9).cos()].map(|mm| mm as f32)
    };
    let is_hole = |x: u32, y: u32| (side / 2..side / 2 + 2).contains(&x) && (side / 2..side / 2 + 2).contains(&y);
    let squares = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).filter(|&(x, y)| !is_hole(x, y));
    let triangles: Vec<[[f32; 3]; 3]> = squares
        .flat_map(|(x, y)| {
            let [a, b, c, d] = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
            [[a, b, c], [a, c, d]]
        })
        .collect();
    let mut stl = vec![b' '; 80];
    stl.extend(u32::try_from(triangles.len()).expect("few").to_le_bytes());
    for triangle in triangles {
        stl.extend([0; 12]);
        stl.extend(triangle.as_flattened().iter().flat_map(|mm| mm.to_le_bytes()));
        stl.extend([0; 2]);
    }
    stl
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_mends_what_the_shell_mends_and_sends_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("profile");
    let site = Site::open(&folder.path().join("data"), "");
    let (_driver, client) = browser(&profile).await;
    if !opens(&client, &site, "/inspect").await {
        return;
    }
    let files = own_files(folder.path());
    let open = files.iter().find(|file| file.ends_with("open.stl")).expect("made");
    choose(&client, std::slice::from_ref(open)).await;
    // By keyboard: what was pressed is gone, and the next thing to do has the focus.
    let mend = find(&client, ".file [data-mend]").await;
    mend.send_keys(&Key::Enter.to_string()).await.expect("pressed");
    let save = find(&client, ".file [data-mended]").await;
    let focused = "return document.activeElement.hasAttribute('data-mended')";
    assert_eq!(ask(&client, focused).await, json!(true));
    save.send_keys(&Key::Enter.to_string()).await.expect("pressed");
    let saved = downloaded(&profile, "open (mended).stl").await;
    let here = std::fs::read(&saved).expect("saved");
    let out = folder.path().join("by the shell.stl");
    let words = [&open.to_string_lossy(), &out.to_string_lossy()].map(|word| word.to_string());
    maquette(folder.path(), &["inspect", "--mend", &words[1], &words[0]]);
    assert!(here == std::fs::read(&out).expect("the shell mended it"), "byte for byte");
    let panel = find(&client, ".file .mended").await.text().await.expect("words");
    for said in ["Mended", "Sound", "Filled 1 hole", "What was there has not moved."] {
        assert!(panel.contains(said), "{said}: {panel}");
    }
    // Asked about another way of making it, the page keeps what was mended.
    let resin = "const select = document.querySelector('select[name=process]'); select.value = '2';
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    ask(&client, resin).await;
    let judged =
        "return [...document.querySelectorAll('.file')].filter((row) => row.report.includes('(resin)')).length";
    until(&client, judged, 1).await;
    assert_eq!(find(&client, ".file [data-mended]").await.text().await.expect("words"), "Save open (mended).stl");
    let sent =
        "return performance.getEntriesByType('resource').some((entry) => entry.initiatorType === 'xmlhttprequest')";
    assert_eq!(ask(&client, sent).await, json!(false), "nothing was sent");
    // A sound file has nothing to mend.
    choose(&client, &files[..1]).await;
    let offers = "return document.querySelectorAll('.file [data-mend]').length";
    assert_eq!(ask(&client, offers).await, json!(0));
    client.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_mended_holds_up_no_other_file_and_can_be_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(&folder.path().join("data"), "");
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    if !opens(&client, &site, "/inspect").await {
        return;
    }
    let (large, small) = (folder.path().join("large.stl"), folder.path().join("small.stl"));
    std::fs::write(&large, sheet(400)).expect("written");
    std::fs::write(&small, tetrahedron(40.0)).expect("written");
    hold_mending(&client).await;
    choose(&client, &[large]).await;
    press(&client, ".file [data-mend]").await;
    choose(&client, &[small]).await;
    assert_eq!(
        ask(&client, "return document.querySelectorAll('.file .mended').length").await,
        json!(0),
        "still mended"
    );
    press(&client, ".file .mend-here .link-button").await;
    let offered = find(&client, ".file [data-mend]").await;
    assert!(offered.text().await.expect("words").starts_with("Mend it here"), "it can be asked again");
    let focused = "return document.activeElement.hasAttribute('data-mend')";
    assert_eq!(ask(&client, focused).await, json!(true));
    client.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_mended_goes_on_when_the_way_of_making_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::open(&folder.path().join("data"), "");
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    if !opens(&client, &site, "/inspect").await {
        return;
    }
    hold_mending(&client).await;
    let files = own_files(folder.path());
    let open = files.iter().find(|file| file.ends_with("open.stl")).expect("made");
    choose(&client, std::slice::from_ref(open)).await;
    press(&client, ".file [data-mend]").await;
    choose_making(&client, 1).await;
    until(&client, "return [...document.querySelectorAll('.file')].filter((row) => /fdm/.test(row.report)).length", 1)
        .await;
    let is_on_stop = "return document.activeElement === document.querySelector('.file .mend-here .link-button')";
    assert_eq!(ask(&client, is_on_stop).await, json!(true), "in the new row, and the keyboard stays where it was");
    press(&client, ".file .mend-here .link-button").await;
    find(&client, ".file [data-mend]").await;
    ask(&client, "window.held = false").await;
    press(&client, ".file [data-mend]").await;
    assert_eq!(find(&client, ".file [data-mended]").await.text().await.expect("words"), "Save open (mended).stl");
    client.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_mended_before_it_was_sent_is_sound_when_it_arrives() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let site = Site::open(&data, "");
    let files = own_files(folder.path());
    let open = files.iter().find(|file| file.ends_with("open.stl")).expect("made");
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    sign_in(&client, &site, &data).await;
    if !opens(&client, &site, "/upload").await {
        return;
    }
    find(&client, "input[type=file]").await.send_keys(&open.to_string_lossy()).await.expect("chosen");
    press(&client, ".file [data-mend]").await;
    press(&client, ".file [data-send-mended]").await;
    let row = find(&client, "#rows ~ * .file .verdict.pass, #rows .file .verdict.pass").await;
    assert_eq!(row.text().await.expect("words"), "Sound.");
    let name = find(&client, ".file[id^='file-'] b").await.text().await.expect("words");
    assert_eq!(name, "open (mended).stl");
    client.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_looked_at_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let site = Site::open(&data, "");
    let files = own_files(folder.path());
    let file =
        |name: &str| files.iter().find(|file| file.ends_with(name)).expect("made").to_string_lossy().into_owned();
    let (_driver, client) = browser(&folder.path().join("profile")).await;
    sign_in(&client, &site, &data).await;
    if !opens(&client, &site, "/upload").await {
        return;
    }

    find(&client, "input[type=file]").await.send_keys(&file("open.stl")).await.expect("chosen");
    let row = find(&client, ".file:has([data-send])").await.text().await.expect("words");
    assert!(row.contains("One fault to mend.") && row.contains("It is still on your machine."), "{row}");
    find(&client, ".file .stand.turning canvas").await;
    let sent =
        "return performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('/upload/file')).length";
    assert_eq!(ask(&client, sent).await, json!(0), "nothing was sent");
    let leave = find(&client, ".file .link-button").await;
    leave.send_keys(&Key::Enter.to_string()).await.expect("pressed");
    assert_eq!(ask(&client, "return document.querySelectorAll('.file').length").await, json!(0), "it is left out");
    let focused = "return document.activeElement.matches('.drop-form input[type=file]')";
    assert_eq!(ask(&client, focused).await, json!(true), "the keyboard goes on where files are chosen");

    // Two at once: the sound one goes on its way while the other waits for a word.
    let sound = file(&files[0].file_name().expect("a name").to_string_lossy());
    let both = format!("{}\n{sound}", file("open.stl"));
    find(&client, "input[type=file]").await.send_keys(&both).await.expect("chosen again");
    find(&client, ".file:has([data-send])").await;
    find(&client, ".file[id^='file-']").await;
    press(&client, ".file [data-send]").await;
    let draft = find(&client, "#rows .file .verdict.fail").await.text().await.expect("words");
    assert_eq!(draft, "One fault to mend.", "the server says the same");
    client.close().await.expect("closed");
}
