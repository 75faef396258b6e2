//! What was bought arrives whole: in every browser, in pieces, and after a break.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

mod site;

use std::{collections::BTreeMap, process::Command};

use axum::{body::Body, http::Request};
use site::{BROWSER, Site, support};

/// What other programs find in a zip: name and content.
fn unpacked(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("all.zip");
    std::fs::write(&path, zip).expect("written");
    let script =
        "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])";
    let out = folder.path().join("out");
    let python = Command::new("python3").arg("-c").arg(script).arg(&path).arg(&out).output().expect("python3 runs");
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let files = std::fs::read_dir(&out).expect("unpacked").map(|entry| entry.expect("an entry").path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("read"))
    };
    files.map(read).collect()
}

store::on_both_databases! {
    async fn a_browser_gets_all_files_as_a_zip_of_known_length(store: TestStore) {
        let site = Site::new(store).await;
        let (buyer, _) = site.purchase().await;
        let address = site.bought(&buyer, true).await;
        let zip = site.get_with(&address, &[("accept-encoding", BROWSER)]).await;
        assert_eq!((zip.status.as_u16(), zip.header("content-type")), (200, "application/zip"));
        assert_eq!(zip.header("content-length"), zip.bytes.len().to_string(), "a browser shows how far it is");
        assert_eq!((zip.header("content-encoding"), zip.header("accept-ranges")), ("", "bytes"));
        let files = unpacked(&zip.bytes);
        let names: Vec<_> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["LICENSE.txt", "LICENSE.txt.svg", "datapackage.json", "grün & rund.svg", "lid.svg"]);
        assert_eq!(files["lid.svg"], support::plate(50.0));
        // Once more, with the checksums remembered: the same bytes under the same name.
        let again = site.get(&address).await;
        assert!(again.bytes == zip.bytes && again.header("etag") == zip.header("etag"));
    }

    async fn a_zip_is_put_together_from_any_pieces(store: TestStore) {
        let site = Site::new(store).await;
        let (buyer, _) = site.purchase().await;
        let address = site.bought(&buyer, true).await;
        let whole = site.get(&address).await;
        let (etag, size) = (whole.header("etag").to_owned(), whole.bytes.len());
        for length in [1usize, 97, 1_000, size] {
            let mut joined = Vec::new();
            // One byte at a time would take long: the first pieces are enough to cross every kind of seam.
            while joined.len() < if length == 1 { 400 } else { size } {
                let end = (joined.len() + length).min(size) - 1;
                let range = format!("bytes={}-{end}", joined.len());
                let piece = site.get_with(&address, &[("range", &range), ("if-range", &etag)]).await;
                assert_eq!(piece.status.as_u16(), 206, "{range}");
                assert_eq!(piece.header("content-range"), format!("bytes {}-{end}/{size}", joined.len()));
                assert_eq!(piece.header("content-length"), piece.bytes.len().to_string());
                joined.extend(piece.bytes);
            }
            assert!(joined[..] == whole.bytes[..joined.len()], "pieces of {length}");
        }
    }

    async fn a_download_goes_on_where_it_stopped_unless_the_file_is_another(store: TestStore) {
        let site = Site::new(store).await;
        let (buyer, _) = site.purchase().await;
        let address = site.bought(&buyer, false).await;
        let plate = support::plate(40.0);
        let whole = site.get_with(&address, &[("accept-encoding", BROWSER)]).await;
        assert!(whole.bytes == plate && whole.header("content-encoding").is_empty());
        let etag = whole.header("etag").to_owned();
        let size = plate.len();
        let cases = [
            (vec![("range", "bytes=10-")], 206, &plate[10..]),
            (vec![("range", "bytes=-5")], 206, &plate[size - 5..]),
            (vec![("range", "bytes=-99999999")], 206, &plate[..]),
            (vec![("range", "bytes=0-0"), ("if-range", etag.as_str())], 206, &plate[..1]),
            (vec![("range", "bytes=10-"), ("if-range", "\"another\"")], 200, &plate[..]),
            (vec![("range", "bytes=10-"), ("if-range", "Sun, 29 Nov 2026 12:00:00 GMT")], 200, &plate[..]),
            (vec![("range", "bytes=0-1,4-5")], 200, &plate[..]),
            (vec![("range", "bytes=nonsense")], 200, &plate[..]),
            (vec![("range", "lines=1-2")], 200, &plate[..]),
            (vec![("range", "bytes=99999999-")], 416, &[][..]),
            (vec![("range", "bytes=18446744073709551615-")], 416, &[][..]),
            (vec![("if-none-match", etag.as_str())], 304, &[][..]),
            (vec![("if-match", "\"another\"")], 412, &[][..]),
        ];
        for (headers, status, bytes) in cases {
            let answer = site.get_with(&address, &headers).await;
            assert_eq!((answer.status.as_u16(), &answer.bytes[..]), (status, bytes), "{headers:?}");
        }
        let head = site.send(Request::head(&address).body(Body::empty()).expect("a request")).await;
        assert_eq!((head.header("content-length"), head.header("etag")), (size.to_string().as_str(), etag.as_str()));
        assert!(head.bytes.is_empty());
    }

    async fn a_download_s_name_ends_no_header(store: TestStore) {
        let site = Site::new(store).await;
        let (buyer, _) = site.purchase().await;
        let answer = site.get(&site.bought(&buyer, false).await).await;
        assert_eq!(
            answer.header("content-disposition"),
            "attachment; filename=\"gr_n & rund.svg\"; filename*=UTF-8''gr%C3%BCn%20&%20rund.svg"
        );
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox", "what is saved never runs");
    }

    async fn a_blob_that_is_no_longer_what_its_name_says_is_not_packed(store: TestStore) {
        let site = Site::new(store).await;
        let (buyer, _) = site.purchase().await;
        let address = site.bought(&buyer, true).await;
        let hash = store::Hash::of(&support::plate(50.0));
        let path = site.world.market.blobs().local(&hash).await.expect("it is there").path().to_owned();
        let mut bytes = std::fs::read(&path).expect("read");
        bytes[20] ^= 1;
        std::fs::write(&path, &bytes).expect("spoilt");
        assert_eq!(site.get(&address).await.status.as_u16(), 503, "a flipped bit reaches no buyer in a zip");
        bytes[20] ^= 1;
        std::fs::write(&path, &bytes).expect("mended");
        assert_eq!(site.get(&address).await.status.as_u16(), 200);
    }

    async fn a_forged_link_opens_nothing(store: TestStore) {
        let site = Site::new(store).await;
        let (buyer, _) = site.purchase().await;
        let address = site.bought(&buyer, false).await;
        let forged = format!("{}0", &address[..address.len() - 1]);
        let other = if forged == address { format!("{}1", &address[..address.len() - 1]) } else { forged };
        assert_eq!(site.get(&other).await.status.as_u16(), 404);
        assert_eq!(site.get("/download/x").await.status.as_u16(), 404);
    }
}
