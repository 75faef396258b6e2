//! The bench `faults`: the long form of the tests that break a market of real processes, and the table of what was lost.

use anyhow::{Context, Result, bail};

use crate::{
    postgres, s3, shell,
    tools::{self, SystemTool},
};

/// Its name among the benches.
pub const NAME: &str = "faults";
/// What it tells.
pub const PURPOSE: &str =
    "what is lost or doubled when processes, PostgreSQL, a bucket, a disk and the clock fail: [--only NAME]";

/// Makes clocks wrong; without it that fault is left out.
const FAKETIME: SystemTool = SystemTool {
    is_present: || shell::is_on_path("faketime"),
    package: "faketime",
    purpose: "a clock that is a day off",
};

/// Runs every fault, or those whose names hold what follows `--only`. It counts faults and no milliseconds, so it is built
/// as the tests are.
pub fn run(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let only = match arguments.as_slice() {
        [] => "",
        ["--only", only] => *only,
        other => bail!("`bench faults` takes nothing or `--only NAME`, and got `{}`", other.join(" ")),
    };
    let root = shell::repository_root()?;
    if let Err(error) = tools::ensure(&root, &[FAKETIME]) {
        eprintln!("bench: {error:#}");
    }
    tools::MOTO.ensure(&root)?;
    let (cluster, buckets) = (postgres::start(&root)?, s3::start(&root)?);
    let test = ["test", "--locked", "--package", "maquette", "--test", "faults", "--", "--ignored", "--nocapture"];
    let mut command = shell::cargo(&root, &test);
    command.arg("the_long_form").env("MAQUETTE_FAULTS_ONLY", only);
    command.env(postgres::VARIABLE, &cluster.url).env(s3::VARIABLE, &buckets.url);
    shell::succeed(&mut command).context("the bench `faults`")
}
