//! Why changes ended as they did, and why one is not begun.

mod copy;
mod document;
mod file;
mod forward;
mod inside;
mod journal;
mod refusal;
mod sent;
mod terminal;

pub(super) use sent::{awaits, stands};

use super::{health, trouble};
use crate::app::i18n::said;
use crate::model::Lang;
use crate::model::change::Reason;

pub(super) fn text(reason: &Reason) -> String {
    match reason {
        Reason::Words(words) => said(Lang::Zh, words).into_owned(),
        Reason::Trouble(trouble) => trouble::text(trouble),
        Reason::Health(why) => health::text(why),
        Reason::Both(one, other) => format!("{};{}", text(one), text(other)),
        Reason::Refusal(reason) => refusal::text(reason),
        Reason::Document(reason) => document::text(reason),
        Reason::Sent(reason) => sent::text(reason),
        Reason::Drain(reason) => sent::drain(reason),
        Reason::Held(held) => sent::held(held),
        Reason::Leaving(reason) => sent::leaving(reason),
        Reason::Inside(reason) => inside::text(reason),
        Reason::Forward(reason) => forward::text(reason),
        Reason::Copy(reason) => copy::text(reason),
        Reason::File(reason) => file::text(reason),
        Reason::Journal(reason) => journal::text(reason),
        Reason::Terminal(reason) => terminal::text(reason),
    }
}
