//! What every blob store promises, in a folder as in a bucket.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use futures::TryStreamExt;
use store::{BlobSettings, Blobs, Error, Hash, Heal, SHARDS, testing::TestBlobs};

/// More than S3 takes in one part, and no multiple of anything.
const LARGE: usize = (11 << 20) + 3;

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8 ^ (at >> 16) as u8).collect()
}

async fn stretch(blobs: &Blobs, hash: &Hash, range: std::ops::Range<u64>) -> Vec<u8> {
    let pieces: Vec<bytes::Bytes> =
        blobs.stream(hash, range).await.expect("it is there").try_collect().await.expect("it is read");
    pieces.concat()
}

/// The names of all blobs, in order.
async fn all(blobs: &Blobs) -> Vec<Hash> {
    let mut listed = Vec::new();
    for shard in 0..SHARDS {
        listed.extend(blobs.list(shard).await.expect("listed").into_iter().map(|listed| listed.hash));
    }
    listed
}

/// Files of uploads under way, or of copies in use.
fn under_way(store: &TestBlobs) -> usize {
    std::fs::read_dir(&store.scratch).expect("the folder is there").count()
}

store::on_both_blob_stores! {
    async fn what_is_put_comes_back_whatever_its_length(store: TestBlobs) {
        for length in [0, 1, 256 * 1024, (5 << 20) - 1, 5 << 20, (5 << 20) + 1, LARGE] {
            let content = bytes(length);
            let stored = store.blobs.put(&content).await.expect("kept");
            assert_eq!((&stored.hash, stored.bytes), (&Hash::of(&content), length as u64), "{length}");
            assert_eq!(store.blobs.size(&stored.hash).await.expect("asked"), Some(length as u64));
            assert!(store.blobs.bytes(&stored.hash).await.expect("read") == content, "{length}");
            assert!(store.blobs.is_sound(&stored.hash).await.expect("read"), "{length}");
        }
        assert_eq!(under_way(&store), 0, "an upload that ended leaves no file behind");
    }

    async fn what_comes_piece_by_piece_is_hashed_as_it_comes(store: TestBlobs) {
        let content = bytes(LARGE);
        let mut writer = store.blobs.writer().await.expect("begun");
        for piece in content.chunks(700_001) {
            writer.write(piece).await.expect("written");
        }
        assert_eq!(writer.bytes(), LARGE as u64);
        let stored = writer.finish().await.expect("kept");
        assert_eq!(stored.hash, Hash::of(&content));
        assert!(store.blobs.is_sound(&stored.hash).await.expect("read"));
    }

    async fn any_stretch_can_be_read(store: TestBlobs) {
        let content = bytes(1_000_000);
        let hash = store.blobs.put(&content).await.expect("kept").hash;
        for range in [0..1_000_000, 0..1, 999_999..1_000_000, 300_000..700_001, 5..5, 0..0] {
            let wanted = &content[range.start as usize..range.end as usize];
            assert!(stretch(&store.blobs, &hash, range.clone()).await == wanted, "{range:?}");
        }
        let past_the_end = stretch(&store.blobs, &hash, 999_990..2_000_000).await;
        assert_eq!(past_the_end, &content[999_990..], "it ends where the blob ends");
    }

    async fn the_same_bytes_are_kept_once(store: TestBlobs) {
        let content = bytes(6 << 20);
        let puts: Vec<_> = (0..4)
            .map(|_| {
                let (blobs, content) = (store.blobs.clone(), content.clone());
                tokio::spawn(async move { blobs.put(&content).await.expect("kept") })
            })
            .collect();
        for put in puts {
            assert_eq!(put.await.expect("no surprise").hash, Hash::of(&content));
        }
        let again = store.blobs.put(&content).await.expect("kept");
        assert!(store.blobs.is_sound(&again.hash).await.expect("read"));
        assert_eq!(under_way(&store), 0);
    }

    async fn what_is_not_there_is_missing_and_no_surprise(store: TestBlobs) {
        let nothing = Hash::of(b"nothing");
        assert_eq!(store.blobs.size(&nothing).await.expect("asked"), None);
        assert!(!store.blobs.is_sound(&nothing).await.expect("asked"));
        assert!(store.blobs.bytes(&nothing).await.is_err());
        assert!(store.blobs.local(&nothing).await.is_err());
        assert!(store.blobs.stream(&nothing, 0..10).await.is_err());
        assert!(store.blobs.stream(&nothing, 0..0).await.is_err());
        assert_eq!(under_way(&store), 0, "a copy that failed leaves no file behind");
    }

    async fn an_upload_that_is_broken_off_leaves_nothing(store: TestBlobs) {
        let content = bytes(LARGE);
        let mut writer = store.blobs.writer().await.expect("begun");
        writer.write(&content).await.expect("written");
        assert_eq!(under_way(&store), 1);
        drop(writer);
        assert_eq!(under_way(&store), 0);
        assert_eq!(store.blobs.size(&Hash::of(&content)).await.expect("asked"), None);
    }

    async fn a_file_is_taken_and_stays_where_it_is_and_can_be_opened_by_others(store: TestBlobs) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vase.stl");
        std::fs::write(&path, bytes(LARGE)).expect("written");
        let stored = store.blobs.put_file(&path).await.expect("kept");
        assert!(path.exists());
        let local = store.blobs.local(&stored.hash).await.expect("it is there");
        assert!(std::fs::read(local.path()).expect("it is a file") == bytes(LARGE));
        drop(local);
        assert_eq!(under_way(&store), 0, "a copy goes with its user");
        assert!(store.blobs.is_sound(&stored.hash).await.expect("read"), "the blob stays");
    }

    async fn a_verified_stream_gives_any_stretch_of_the_blob(store: TestBlobs) {
        let content = bytes(1_000_003);
        let hash = store.blobs.put(&content).await.expect("kept").hash;
        let to_the_end = [0, 1, 262_144, 999_999, 1_000_002, 1_000_003, 2_000_000].map(|start| (start, u64::MAX));
        let ending_early = [(0, 1), (0, 262_144), (5, 300_000), (262_144, 524_288), (1_000_001, 1_000_002), (7, 7)];
        for (start, end) in to_the_end.into_iter().chain(ending_early) {
            let pieces = store.blobs.verified(&hash, start..end).await.expect("it is there");
            let pieces: Vec<bytes::Bytes> = pieces.try_collect().await.expect("it is sound");
            let end = content.len().min(end as usize);
            let wanted = content.get(start as usize..end).unwrap_or_default();
            assert!(pieces.concat() == wanted, "from {start} to {end}");
        }
        let empty = store.blobs.put(b"").await.expect("kept").hash;
        let nothing: Vec<bytes::Bytes> =
            store.blobs.verified(&empty, 0..u64::MAX).await.expect("it is there").try_collect().await.expect("it is sound");
        assert!(nothing.is_empty());
        assert!(matches!(store.blobs.verified(&Hash::of(b"nothing"), 0..u64::MAX).await, Err(Error::Damaged(_))));
    }

    async fn what_lies_in_the_store_is_listed_once_and_can_be_taken_away(store: TestBlobs) {
        let mut kept = Vec::new();
        for number in 0..40_u8 {
            kept.push(store.blobs.put(&[number; 7]).await.expect("kept").hash);
        }
        kept.sort();
        assert_eq!(all(&store.blobs).await, kept);
        assert!(store.blobs.delete(&kept[3]).await.expect("taken away"));
        assert!(!store.blobs.delete(&kept[3]).await.expect("asked"), "it is gone already");
        let gone = kept.remove(3);
        assert_eq!(all(&store.blobs).await, kept);
        assert_eq!(store.blobs.size(&gone).await.expect("asked"), None);
    }

    async fn a_sealed_blob_has_no_name_until_it_is_given_one(store: TestBlobs) {
        let mut writer = store.blobs.writer().await.expect("begun");
        writer.write(b"a vase").await.expect("written");
        let sealed = writer.seal().await.expect("synced");
        assert_eq!((sealed.stored().hash.clone(), sealed.stored().bytes), (Hash::of(b"a vase"), 6));
        assert_eq!(store.blobs.size(&Hash::of(b"a vase")).await.expect("asked"), None);
        drop(sealed);
        assert_eq!(under_way(&store), 0);
        let mut writer = store.blobs.writer().await.expect("begun");
        writer.write(b"a vase").await.expect("written");
        writer.seal().await.expect("synced").name(Heal::No).await.expect("named");
        assert_eq!(store.blobs.size(&Hash::of(b"a vase")).await.expect("asked"), Some(6));
        assert_eq!(under_way(&store), 0);
    }

    async fn a_workspace_goes_with_its_value(store: TestBlobs) {
        let workspace = store.blobs.workspace().await.expect("made");
        std::fs::write(workspace.path().join("still.webp"), b"a picture").expect("written");
        assert_eq!(under_way(&store), 1);
        drop(workspace);
        assert_eq!(under_way(&store), 0);
    }

    async fn opening_the_store_removes_what_the_dead_left_and_nothing_of_the_living(store: TestBlobs) {
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
        let age = |path: &std::path::Path| {
            std::fs::File::open(path).and_then(|file| file.set_modified(long_ago)).expect("aged");
        };
        let writer = store.blobs.writer().await.expect("begun");
        let workspace = store.blobs.workspace().await.expect("made");
        let (left, fresh) = (store.scratch.join("upload-of-the-dead"), store.scratch.join("upload-of-this-moment"));
        let folder = store.scratch.join("work-of-the-dead");
        std::fs::write(&left, b"half an upload").expect("written");
        std::fs::write(&fresh, b"not locked yet").expect("written");
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(folder.join("lock"), b"").expect("written");
        for entry in std::fs::read_dir(&store.scratch).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path != fresh {
                age(&path);
            }
        }
        Blobs::open(&store.settings).await.expect("it opens");
        assert!(!left.exists() && !folder.exists(), "their owners are dead");
        assert!(fresh.exists(), "its owner may be about to lock it");
        assert_eq!(under_way(&store), 3, "an upload and a workspace go on");
        drop((writer, workspace));
    }

    async fn who_opens_the_store_later_finds_it_as_it_was(store: TestBlobs) {
        let hash = store.blobs.put(b"a vase").await.expect("kept").hash;
        let again = Blobs::open(&store.settings).await.expect("it opens");
        assert_eq!(again.bytes(&hash).await.expect("read").as_ref(), b"a vase");
    }
}

/// A store in a folder, and where the blob with this name lies in it.
async fn in_a_folder() -> (tempfile::TempDir, Blobs, impl Fn(&Hash) -> std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = Blobs::open(&BlobSettings::Folder(folder.path().to_owned())).await.expect("opens");
    let root = folder.path().join("blobs");
    (folder, blobs, move |hash: &Hash| root.join(&hash.as_str()[..2]).join(&hash.as_str()[2..]))
}

#[tokio::test]
async fn a_blob_whose_bytes_changed_is_found_out_and_healed_by_the_same_upload() {
    let (_folder, blobs, path) = in_a_folder().await;
    let hash = blobs.put(b"a vase").await.expect("kept").hash;
    std::fs::write(path(&hash), b"a face").expect("written");
    assert!(!blobs.is_sound(&hash).await.expect("read"));
    blobs.put(b"a vase").await.expect("kept");
    assert!(blobs.is_sound(&hash).await.expect("read"));
}

#[tokio::test]
async fn a_flipped_byte_breaks_the_stream_off_before_its_last_piece() {
    let (_folder, blobs, path) = in_a_folder().await;
    let content = bytes(1_000_003);
    let hash = blobs.put(&content).await.expect("kept").hash;
    for at in [0, 500_000, 1_000_002] {
        let mut flipped = content.clone();
        flipped[at] ^= 1;
        std::fs::write(path(&hash), &flipped).expect("written");
        for (start, end) in [(0, u64::MAX), (700_000, u64::MAX), (0, 10), (300_000, 600_000)] {
            let mut stream = blobs.verified(&hash, start..end).await.expect("it is there");
            let (mut length, mut broken) = (0, false);
            while let Some(piece) = futures::StreamExt::next(&mut stream).await {
                match piece {
                    Ok(piece) => length += piece.len(),
                    Err(Error::Damaged(name)) => broken = name == hash.as_str(),
                    Err(error) => panic!("{error}"),
                }
            }
            assert!(broken, "a flip at {at}, read from {start} to {end}");
            assert!(
                length < content.len().min(end as usize) - start as usize,
                "nobody holds it for all that was asked for"
            );
        }
    }
    std::fs::write(path(&hash), &content[..900_000]).expect("written");
    let torn: Result<Vec<_>, _> = blobs.verified(&hash, 0..u64::MAX).await.expect("it is there").try_collect().await;
    assert!(matches!(torn, Err(Error::Damaged(_))), "a torn one, too");
}

#[tokio::test]
async fn all_folders_stand_from_the_start_and_what_is_no_blob_is_passed_over() {
    let (folder, blobs, path) = in_a_folder().await;
    let count = std::fs::read_dir(folder.path().join("blobs")).expect("the folder is there").count();
    assert_eq!(count, usize::from(SHARDS), "no blob's folder is made, and could be lost, later");
    let hash = blobs.put(b"a vase").await.expect("kept").hash;
    std::fs::write(path(&hash).with_file_name("notes.txt"), b"not ours").expect("written");
    assert_eq!(all(&blobs).await, std::slice::from_ref(&hash));
    let signed = blobs.presigned(&hash, "attachment", "model/stl", 60).await.expect("asked");
    assert_eq!(signed, None, "a folder has no addresses of its own");
}

#[tokio::test]
async fn a_bucket_gives_an_address_of_its_own_for_a_while_s3() {
    let Some(store) = store::testing::fresh_blobs(store::testing::BlobPlace::S3).await else { return };
    let hash = store.blobs.put(b"a vase").await.expect("kept").hash;
    let disposition = "attachment; filename=\"vase.stl\"";
    let signed = store.blobs.presigned(&hash, disposition, "model/stl", 60).await.expect("signed").expect("a bucket");
    let answer = get(&signed).await;
    let head = answer.to_ascii_lowercase();
    assert!(answer.ends_with("a vase"), "{answer}");
    assert!(head.contains("content-type: model/stl") && head.contains("filename=\"vase.stl\""), "{answer}");
    let endpoint = std::env::var(store::testing::S3_VARIABLE).expect("it was there");
    assert!(signed.starts_with(&endpoint) && signed.contains("X-Amz-Expires=60"), "{signed}");
}

/// The whole answer to a plain `GET`.
async fn get(address: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = address.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a plain address");
    let mut stream = tokio::net::TcpStream::connect(host).await.expect("the store that was named");
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    answer
}
