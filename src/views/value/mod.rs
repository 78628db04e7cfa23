//! One value of a Secret or a ConfigMap, decoded: asked for when the view is opened, and in no place but this view until it is left. What is
//! no text is shown byte by byte.

pub mod draw;
mod keys;
#[cfg(test)]
mod tests;

pub use keys::ValueKey;

use crate::app::desk::Desk;
use crate::app::layout::full_room;
use crate::app::msg::Effect;
use crate::app::pager::{Pager, Shape, TextLine};
use crate::app::room::{Frame, MessageLine, News, Room};
use crate::app::text::Text;
use crate::app::way::way;
use crate::app::wish::{Next, Wish};
use crate::model::change::Target;
use crate::model::entries::{Form, Value, dump};
use crate::model::text::clean;
use crate::model::{Lang, Name, Time};
use std::fmt;

/// Lines of bytes that are shown of what is no text.
const DUMPED: usize = 64;
/// Rows above the value: what it is, its certificate, and a blank one.
const HEAD: u16 = 3;
/// Columns up to which a tab jumps.
const TAB: usize = 8;

/// A value.
#[derive(Clone)]
pub struct View {
    /// Of which object.
    pub target: Target,
    /// Under which key.
    pub key: Name,
    /// The number that the answer carries.
    request: u64,
    /// Since when it is waited for.
    since: Time,
    /// What came, or why nothing did.
    got: Option<Result<Value, Text>>,
    /// Its lines.
    pager: Pager,
}

// Written by hand: the lines are the value.
impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("target", &self.target).field("key", &self.key).field("got", &self.got).finish_non_exhaustive()
    }
}

/// Who wishes for a value gets it once it has been read.
pub(super) fn open(wish: &Wish, desk: &mut Desk<'_>) -> Option<Box<dyn Room>> {
    let Wish::Value(target, key) = wish else { return None };
    let request = desk.fresh_id();
    desk.effects.push(Effect::Value(desk.cluster.session, request, target.clone(), key.clone()));
    let (target, key) = (target.clone(), key.clone());
    Some(Box::new(View { target, key, request, since: desk.now, got: None, pager: Pager::default() }))
}

/// A line with its tabs as blanks, and without what a terminal would obey.
fn plain(line: &str) -> TextLine {
    if !line.contains('\t') {
        return TextLine::plain(clean(line));
    }
    let mut out = String::with_capacity(line.len() + TAB);
    for (i, part) in line.split('\t').enumerate() {
        if i > 0 {
            let blanks = TAB - crate::model::fit::width(&out) % TAB;
            out.extend(std::iter::repeat_n(' ', blanks));
        }
        out.push_str(&clean(part));
    }
    TextLine::plain(out)
}

impl View {
    fn came(&mut self, answer: Result<Value, Text>) {
        let lines = match answer.as_ref().map(|value| Form::of(value.plain.reveal())) {
            Ok(Form::Text(text)) => text.lines().map(plain).collect(),
            Ok(Form::Binary(bytes)) => dump(bytes, DUMPED).into_iter().map(TextLine::plain).collect(),
            Ok(Form::Empty) | Err(_) => Vec::new(),
        };
        self.pager = Pager::new(lines, Shape::One);
        self.got = Some(answer);
    }
}

impl Room for View {
    fn name(&self, _: Lang) -> String {
        self.key.to_string()
    }

    fn is_secret(&self) -> bool {
        self.target.resource.is_secret()
    }

    /// A value is shown once, also where it is not secret.
    fn stays(&self) -> bool {
        false
    }

    fn types(&self) -> bool {
        self.pager.typing().is_some()
    }

    fn line(&self) -> MessageLine {
        match (self.pager.typing(), self.pager.found()) {
            (Some(_), _) => MessageLine::Typed,
            (None, Some(_)) => MessageLine::Found,
            (None, None) => MessageLine::Free,
        }
    }

    fn lay(&mut self, frame: &Frame<'_>) {
        let (w, h) = full_room(frame.size, &way(frame.before, &self.key), &self.target.place(), false);
        self.pager.lay((w, h.saturating_sub(HEAD)));
    }

    fn paste(&mut self, text: &str, _: &mut Desk<'_>) {
        self.pager.paste(text);
    }

    fn hear(&mut self, news: &News, _: &mut Desk<'_>) -> Next {
        if let News::Value(id, answer) = news
            && *id == self.request
        {
            self.came(answer.clone().map_err(Text::from));
        }
        Next::Stay
    }
}
