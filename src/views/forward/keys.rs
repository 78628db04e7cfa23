//! What the keys of the form do.

use super::{At, View};
use crate::app::desk::Desk;
use crate::app::forwards::change;
use crate::app::room::Keys;
use crate::app::text::{FormKeys, ForwardText};
use crate::app::wish::{Next, Wish};
use crate::command::{Key, MotionCommand, Shared, Table, ViewCommand};
use crate::model::change::Intent;

crate::view_commands! {
    /// Its keys, beside those that every view has. Letters and digits are typed, and none is one.
    ("Forward a port", "转发端口") ForwardKey {
        Continue "forward-continue" ["Enter"] ("forward", "转发")
            ("forward the ports; it is asked first where rules say so", "转发所选端口;规则要求时先询问");
        Mark "forward-mark" ["Space"] ("mark", "标记") ("mark the port, to forward several", "标记该端口,可一次转发多个");
        Next "forward-next" ["Tab"] ("line", "行") ("next line", "下一行");
        Previous "forward-previous" ["Shift-Tab"] ("line", "行") ("the line before", "上一行");
    }
}

impl Keys for View {
    const TABLE: &'static Table = ForwardKey::TABLE;

    fn press(&mut self, key: Key, desk: &mut Desk<'_>) -> Next {
        use MotionCommand as M;
        // On the list a space is no text, wherever a name or a number would begin.
        let text = key.typed().is_some_and(|c| c.is_ascii_alphanumeric());
        let typed = !matches!(self.at, At::Offer(_)) || text;
        let (own, shared) = if typed {
            (desk.keymap.of_form(key), desk.keymap.shared_of_form(key))
        } else {
            (desk.keymap.of_view(key), desk.keymap.shared(key))
        };
        match (own, shared) {
            (Some(ForwardKey::Continue), _) => return self.send(desk),
            (Some(ForwardKey::Next), _) | (None, Some(Shared::Motion(M::Down))) => self.step(1),
            (Some(ForwardKey::Previous), _) | (None, Some(Shared::Motion(M::Up))) => self.step(-1),
            (None, Some(Shared::Back | Shared::Quit)) => return Next::Close,
            (own @ (Some(ForwardKey::Mark) | None), _) => match self.at {
                At::Offer(i) if own.is_some() => {
                    if let Some(mark) = self.marked.get_mut(i) {
                        *mark = !*mark;
                    }
                }
                At::Offer(i) if text => {
                    self.last = i;
                    // A digit begins the local port, a letter the name of another port.
                    self.at = if key.typed().is_some_and(|c| c.is_ascii_digit()) { At::Local } else { At::Port };
                    self.type_into(key, desk);
                }
                At::Offer(_) | At::Port | At::Local | At::Address => self.type_into(key, desk),
            },
        }
        Next::Stay
    }
}

impl View {
    fn type_into(&mut self, key: Key, desk: &mut Desk<'_>) {
        let offers = matches!(self.at, At::Offer(_));
        if self.field().is_some_and(|field| field.key(key)) {
            self.error = None;
        } else {
            desk.only_these::<ForwardKey>(key, if offers { FormKeys::Ports } else { FormKeys::Continue });
        }
    }

    fn send(&mut self, desk: &mut Desk<'_>) -> Next {
        let wanted = self.wanted();
        let local = match self.local.text().trim() {
            "" | "0" => Ok(0),
            text => text.parse::<u16>(),
        };
        let Ok(local) = local else {
            self.error = Some(ForwardText::BadLocal.into());
            self.at = At::Local;
            return Next::Stay;
        };
        if wanted.is_empty() {
            self.error = Some(ForwardText::WhichPort.into());
            self.at = At::Port;
            return Next::Stay;
        }
        if wanted.len() > 1 && local != 0 {
            self.error = Some(ForwardText::OneLocal.into());
            self.at = At::Local;
            return Next::Stay;
        }
        let address = self.address.text().trim().to_owned();
        let one = |port| Intent::new(desk.fresh_id(), self.target.clone(), change(port, local, &address));
        Next::Replace(Wish::look(wanted.into_iter().map(one).collect()))
    }
}
