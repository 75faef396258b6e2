//! `maquette demo`: a market with something in it, made by itself.

use std::process::ExitCode;

use anyhow::Result;
use market::{MailSettings, Market};

use super::{
    serve::{Flags, serve},
    with_market,
};
use crate::{
    config::{Place, Settings},
    demo::{Demo, SIGN_INS},
    workers,
};

/// Makes a market with six creators and their patterns, and serves it meanwhile. Run again, it goes on where it was, and only
/// serves what stands.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  maquette demo --data ./demo\n  maquette demo --data ./demo --no-serve")]
pub struct Arguments {
    /// Ends when the data stands.
    #[arg(long)]
    no_serve: bool,
    /// Address and port, instead of the setting `listen`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<std::net::SocketAddr>,
    /// At most this many patterns.
    #[arg(long, value_name = "COUNT", hide = true)]
    patterns: Option<usize>,
}

pub fn run(arguments: Arguments, place: &Place) -> Result<ExitCode> {
    with_market(place, async |market, settings| {
        let flags = Flags { listen: arguments.listen, workers: None };
        let demo = Demo::begin(&market, arguments.patterns.unwrap_or(usize::MAX)).await?;
        tell_the_way_in(&settings);
        match demo {
            Some(demo) if arguments.no_serve => {
                let running = workers::start(&market, settings.worker_count());
                make(demo, &market).await?;
                running.finish(&market).await?;
            }
            Some(demo) => {
                let of_demo = market.clone();
                // A market is open as soon as it has accounts; what goes wrong with its data is told, and ends nothing.
                let making = tokio::spawn(async move {
                    if let Err(error) = make(demo, &of_demo).await {
                        tracing::error!("the demo data are not whole: {error:#}");
                    }
                });
                let served = serve(market, &settings, place, flags).await;
                making.abort();
                served?;
            }
            None => {
                println!("The demo data stand already.");
                if !arguments.no_serve {
                    serve(market, &settings, place, flags).await?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn make(demo: Demo, market: &Market) -> Result<()> {
    let made = demo.make(market, |line| println!("{line}")).await?;
    println!("{made}");
    Ok(())
}

/// Who can sign in, and where their e-mails are.
fn tell_the_way_in(settings: &Settings) {
    for line in SIGN_INS {
        println!("{line}");
    }
    match settings.mail() {
        MailSettings::Folder(folder) => println!("E-mails go nowhere: read them in {}", folder.display()),
        MailSettings::Smtp(_) => println!("E-mails go out by the mail server of the settings."),
    }
}
