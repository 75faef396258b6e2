//! Letters: to a folder while developing, to a mail server in earnest.
//!
//! A job that was killed after its e-mail left, and before it could say so, sends it again. Both carry the job's own
//! Message-ID, by which mailboxes take them for one; in a folder they are one file.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};
use uuid::Uuid;

use crate::Error;

tokio::task_local! {
    /// The job that is at work.
    static JOB: Uuid;
}

/// Lets `work` send e-mails as the job `id`: however often it is begun, they are the same ones.
pub(crate) async fn as_job<T>(id: Uuid, work: impl Future<Output = T>) -> T {
    JOB.scope(id, work).await
}

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
    Folder(PathBuf),
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
                Transport::Folder(folder.clone())
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
        let id = JOB.try_with(|job| *job).unwrap_or_else(|_| Uuid::new_v4());
        let letter = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .body(text.to_owned())
            .map_err(|error| never(&error))?;
        match &self.transport {
            Transport::Folder(folder) => {
                let (path, bytes) = (folder.join(format!("{id}.eml")), letter.formatted());
                let written = tokio::task::spawn_blocking(move || write(&path, &bytes)).await;
                written.map_err(|error| mail(&error))?.map_err(|error| mail(&error))
            }
            Transport::Smtp(server) => match server.send(letter).await {
                Err(error) if error.is_permanent() => Err(never(&error)),
                sent => sent.map(drop).map_err(|error| mail(&error)),
            },
        }
    }
}

/// Whole or not at all.
fn write(path: &Path, letter: &[u8]) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(letter)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_is_done_twice_sends_one_e_mail() {
        let folder = tempfile::tempdir().expect("a folder");
        let mail =
            Mail::open(&MailSettings::Folder(folder.path().to_owned()), "Shop <post@example.org>").expect("open");
        let job = Uuid::from_u128(7);
        for word in ["first", "again"] {
            as_job(job, mail.send("mira@example.org", "Order 10001", word)).await.expect("sent");
        }
        as_job(Uuid::from_u128(8), mail.send("mira@example.org", "Order 10002", "other")).await.expect("sent");
        let mut letters: Vec<String> = std::fs::read_dir(folder.path())
            .expect("the folder")
            .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("a letter"))
            .collect();
        letters.sort_by_key(|letter| letter.contains("Order 10002"));
        assert_eq!(letters.len(), 2);
        assert!(
            letters[0].contains("Message-ID: <00000000-0000-0000-0000-000000000007@example.org>"),
            "{}",
            letters[0]
        );
        assert!(letters[0].contains("again") && letters[1].contains("other"));
    }
}
