//! The script of `docs/graphql.md`, run as it is printed: the main job by GraphQL alone.

#![allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod support;

use std::process::Command;

use support::{Site, tetrahedron};

const DOCUMENT: &str = include_str!("../../../docs/graphql.md");

/// The block that begins with `bash walk.sh`.
fn script() -> &'static str {
    let (_, rest) = DOCUMENT.split_once("```bash walk.sh\n").expect("the document has the script");
    rest.split_once("\n```").expect("the script ends").0
}

fn walk(database_url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let site = Site::open(&data, database_url);
    let file = folder.path().join("vase.stl");
    std::fs::write(&file, tetrahedron(40.0)).expect("written");
    let output = Command::new("bash")
        .args(["-c", script()])
        .current_dir(folder.path())
        .env("SITE", &site.address)
        .env("MAIL", data.join("mail"))
        .env("FILE", &file)
        .output()
        .expect("bash runs");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains(r#""status": "PUBLISHED""#) && said.contains(r#""state": "PAID""#), "{said}");
    let found = said.split_once("Found:").expect("it is found").1;
    assert!(found.contains(r#""sentence": "Sound. Nothing to mend.""#), "the report is there for buyers: {said}");
    assert!(said.ends_with("byte for byte.\n"), "{said}");
    assert_eq!(std::fs::read(folder.path().join("bought-vase.stl")).expect("downloaded"), tetrahedron(40.0));
}

mod the_documents_script_walks_the_main_job {
    use super::*;

    #[test]
    fn sqlite() {
        walk("");
    }

    #[tokio::test]
    async fn postgres() {
        let Some(database) = store::testing::fresh(store::Backend::Postgres).await else { return };
        let store::DatabaseSettings::Postgres { url, .. } = &database.settings else { panic!("asked for PostgreSQL") };
        let url = url.clone();
        tokio::task::spawn_blocking(move || walk(&url)).await.expect("walked");
    }
}
