//! The way of a file from the upload to a verdict.
//!
//! A file is stored, a job reads it in a child process with limits of its own, and every step's output is
//! kept under (file, step, version of the step): a crash resumes at the first step missing, and a new
//! version of a step can be replayed over the library. A creator may have a file mended (`mending`): that is a step, too,
//! done on request. An archive is unpacked first (`unpack`), and what it holds takes its place.

mod add_file;
mod discard;
mod examine;
mod given_up;
mod head;
mod job;
mod judge_anew;
mod mending;
mod next_version;
mod outdated;
mod own_file;
mod receive;
mod refusal;
mod remove_file;
mod role;
mod unpack;
mod upload_link;

pub use discard::{DiscardOutcome, discard_draft};
pub use examine::examine_file;
pub(crate) use given_up::wait_again;
pub use given_up::{examine_again, given_up};
pub(crate) use head::is_photo;
pub(crate) use job::keep_made;
pub use job::{ExamineFile, FinishFile, examination_given_up, finish_file};
pub(crate) use judge_anew::judge_anew;
pub use mending::{
    MendFile, MendOutcome, MendingState, Proposal, ask_to_mend, is_mendable, mend_file, mendings, use_mended,
};
pub use outdated::examine_outdated;
pub use receive::{Incoming, Received, receive, receive_file, refusal};
pub use refusal::{Destination, UploadRefusal, refusal_alone};
pub use remove_file::remove_file;
pub use role::Role;
pub use unpack::{UnpackProgress, UnpackStage, unpacking, unpacking_seen};
pub use upload_link::{Upload, UploadLink, open_upload_link, upload_link};

pub use crate::examiner::{ExamineRequest, Examiner, Limits, Mended, NOT_SHUT_IN, Step, examine};
