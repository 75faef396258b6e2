//! Letters: to a folder while developing, to a mail server in earnest.

use std::path::PathBuf;

use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};

use crate::Error;

/// How letters leave.
#[derive(Clone, Debug)]
pub enum MailSettings {
    /// Each letter becomes an `.eml` file in this folder.
    Folder(PathBuf),
    /// A server: `smtps://user:password@host`.
    Smtp(String),
}

/// The post office.
#[derive(Clone, Debug)]
pub struct Mail {
    transport: Transport,
    from: Mailbox,
}

#[derive(Clone, Debug)]
enum Transport {
    Folder(AsyncFileTransport<Tokio1Executor>),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mail {
    /// Opens the post office; letters come from `from`: `Maquette <post@example.org>`.
    ///
    /// # Errors
    /// The sender or the server's address cannot be read, or the folder cannot be made.
    pub fn open(settings: &MailSettings, from: &str) -> Result<Self, Error> {
        let transport = match settings {
            MailSettings::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                Transport::Folder(AsyncFileTransport::new(folder))
            }
            MailSettings::Smtp(url) => {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|error| Error::Mail(error.to_string()))?;
                Transport::Smtp(builder.build())
            }
        };
        let from = from.parse().map_err(|error| Error::Mail(format!("the sender `{from}`: {error}")))?;
        Ok(Self { transport, from })
    }

    /// Sends one letter of plain text.
    ///
    /// # Errors
    /// The address cannot be read, or the letter does not leave.
    pub async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), Error> {
        let mail = |error: &dyn std::fmt::Display| Error::Mail(error.to_string());
        let never = |error: &dyn std::fmt::Display| Error::MailRefused(error.to_string());
        let to = to.parse().map_err(|error| never(&error))?;
        let letter = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .body(text.to_owned())
            .map_err(|error| never(&error))?;
        match &self.transport {
            Transport::Folder(folder) => folder.send(letter).await.map(drop).map_err(|error| mail(&error)),
            Transport::Smtp(server) => match server.send(letter).await {
                Err(error) if error.is_permanent() => Err(never(&error)),
                sent => sent.map(drop).map_err(|error| mail(&error)),
            },
        }
    }
}
