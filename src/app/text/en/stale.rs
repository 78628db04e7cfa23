//! Stale config.

use crate::app::text::StaleText;
use crate::model::stale::{Reads, State, Unseen};

pub(super) fn text(text: &StaleText) -> String {
    match text {
        StaleText::None => "no pod runs with older configuration, as far as could be looked".to_owned(),
        StaleText::NoRow => "there is no row under the cursor".to_owned(),
        StaleText::Short(state) => match state {
            State::Stale(Reads::Env) => "old variables",
            State::Stale(Reads::SubPath) => "old file, by subPath",
            State::Stale(Reads::Init) => "read by an init container",
            State::Stale(Reads::Volume) => "old files",
            State::Coming => "files about to be new",
            State::Unknown => "not known",
            State::Renewed => "files are new",
        }
        .to_owned(),
        StaleText::Stands(state) => match state {
            State::Stale(Reads::Env) => "changed after its containers started; their environment variables never see it",
            State::Stale(Reads::SubPath) => "changed after its containers started; a file mounted by subPath never sees it",
            State::Stale(Reads::Init) => "changed after an init container had read it, which only new pods run again",
            State::Stale(Reads::Volume) => "changed after its containers started",
            State::Coming => "mounted as a volume: the kubelet renews its files within a minute or so",
            State::Unknown => "the server has not noted when its values were last written, so this cannot be told",
            State::Renewed => "mounted as a volume: its files are new; whether its program has read them again is not known",
        }
        .to_owned(),
        StaleText::ToDo(state) => match state {
            State::Stale(_) => "restart it, when it is to have the new values",
            State::Coming => "wait a minute, and restart it if its program reads its files only once",
            State::Unknown => "compare it by hand, or restart it",
            State::Renewed => "restart it if its program reads its files only once",
        }
        .to_owned(),
        StaleText::Changed(ago, by) if by.is_empty() => format!("at the latest {ago} ago"),
        StaleText::Changed(ago, by) => format!("at the latest {ago} ago, by {by}"),
        StaleText::NotNoted => "not noted".to_owned(),
        StaleText::Looked(1, ago) => format!("1 pod looked at {ago} ago"),
        StaleText::Looked(pods, ago) => format!("{pods} pods looked at {ago} ago"),
        StaleText::NotSeen(n) => format!("{n} not looked at"),
        StaleText::Unseen(Unseen::Unread(kind, namespace, why)) if namespace.is_empty() => format!("{kind}: {why}"),
        StaleText::Unseen(Unseen::Unread(kind, namespace, why)) => format!("{kind} in {namespace}: {why}"),
        StaleText::Unseen(Unseen::More(kind, most)) => format!("only the first {most} {kind}"),
        StaleText::Unseen(Unseen::Namespaces(looked, of)) => format!("only {looked} of {of} namespaces"),
    }
}
