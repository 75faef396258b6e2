//! What every blob store promises, in a folder as in a bucket.

#![allow(clippy::expect_used)] // A test may fail by a panic, in its helpers too.

use futures::TryStreamExt;
use store::{BlobSettings, Blobs, Hash, testing::TestBlobs};

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

    async fn who_opens_the_store_later_finds_it_as_it_was(store: TestBlobs) {
        let hash = store.blobs.put(b"a vase").await.expect("kept").hash;
        let again = Blobs::open(&store.settings).await.expect("it opens");
        assert_eq!(again.bytes(&hash).await.expect("read").as_ref(), b"a vase");
    }
}

#[tokio::test]
async fn a_blob_whose_bytes_changed_is_found_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = Blobs::open(&BlobSettings::Folder(folder.path().to_owned())).await.expect("opens");
    let hash = blobs.put(b"a vase").await.expect("kept").hash;
    let name = hash.as_str();
    let path = folder.path().join("blobs").join(&name[..2]).join(&name[2..]);
    std::fs::write(path, b"a face").expect("written");
    assert!(!blobs.is_sound(&hash).await.expect("read"));
}
