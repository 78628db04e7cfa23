//! A shell in a pod with the real terminal, as kubectl gives it: what is typed goes there as it is, what comes from there is written as it is.
//! The dashboard is not drawn meanwhile, and all else of it goes on.

use super::Loop;
use super::outside::Outside;
use super::processes::Teller;
use crate::app::messages::Level;
use crate::app::msg::{Effect, Msg};
use crate::app::text::Text;
use crate::model::SessionId;
use crate::model::change::reason::TerminalReason;
use crate::model::change::{Consent, Preview};
use crate::model::process::{End, ProcessNews, ToProcess};
use crate::terminal::{self, TerminalEvent};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// What is typed and not taken yet, in pieces; more waits in the terminal.
const UNTAKEN: usize = 16;
/// What is typed ahead while the way to the program is not open yet.
const AHEAD: usize = 1024;
/// Ctrl-c.
const INTERRUPT: u8 = 3;

impl Loop {
    /// Gives the terminal to what was looked at and confirmed. Its end comes as news.
    pub(super) fn hand_over(&mut self, session: SessionId, (preview, consent): (Preview, Consent), line: &str) {
        let id = preview.intent.id;
        if preview.intent.change.own_name().is_some() {
            return self.hand_to_command(session, (preview, consent), line);
        }
        let prod = self.state.processes.terminal(id).is_some_and(|p| p.prod);
        let (typed, types) = channel(UNTAKEN);
        let lent = if self.away {
            Err(TerminalReason::Taken)
        } else {
            let lent = terminal::lend(&self.input).map_err(|e| e.to_string());
            // A line that cannot be written is no reason to keep somebody out.
            let _ = terminal::announce(prod.then_some("PROD"), line, !self.env.no_color);
            let lent = lent.and_then(|()| terminal::lend_plain(&self.input, typed).map_err(|e| e.to_string()));
            lent.map_err(|e| {
                self.back(terminal::take_back(&self.input));
                TerminalReason::NotLent(e)
            })
        };
        if let Err(why) = lent {
            self.effects(vec![Effect::Forget(session, vec![id])]);
            return self.take(Msg::Process(session, id, ProcessNews::Ended(End::Failed(why.into()))));
        }
        (self.away, self.plain) = (true, Some((session, id)));
        let size = self.screen.area();
        self.outside.enter_plain(session, preview, consent, (size.width, size.height), types);
    }

    /// News of what runs in a pod. The end of what has the terminal brings it back first.
    pub(super) fn process_told(&mut self, session: SessionId, id: u64, news: ProcessNews) {
        if self.plain == Some((session, id)) && matches!(news, ProcessNews::Ended(_)) {
            (self.away, self.plain) = (false, None);
            // A program of this machine had the terminal itself.
            let own = self.state.processes.terminal(id).is_some_and(|p| p.change.own_name().is_some());
            let taken = if own { terminal::take_back(&self.input) } else { terminal::take_back_plain(&self.input) };
            self.back(taken);
        }
        self.take(Msg::Process(session, id, news));
    }

    pub(super) fn back(&mut self, taken: Result<(), terminal::TerminalError>) {
        self.screen.force_full_redraw();
        if let Err(e) = taken {
            self.take(Msg::Note(Level::Error, Text::Server(e.to_string())));
        }
    }
}

impl Outside {
    /// As [`Outside::enter`], with the real terminal: only that it has begun, and its end, are news.
    fn enter_plain(
        &mut self,
        session: SessionId,
        preview: Preview,
        consent: Consent,
        size: (u16, u16),
        typed: Receiver<TerminalEvent>,
    ) {
        let id = preview.intent.id;
        let Some(gate) = self.way_in(session, id) else { return };
        let ((tell, told), (tx, news)) = (channel(UNTAKEN), channel(UNTAKEN));
        let teller = self.teller(session, id);
        self.processes.tasks.spawn(async move {
            let open = AtomicBool::new(false);
            let hands = async { futures::join!(types(typed, tell, &open), shows(news, &open, &teller)) };
            let (entered, ((), ())) = futures::join!(gate.enter(preview, &consent, size, told, tx), hands);
            teller.ended(entered).await;
        });
    }
}

/// Hands on what is typed, until its program ends or nobody types any more. What is not taken waits. While the way there is not open yet
/// Ctrl-c gives it up: there is no program that it could be for, and what was typed ahead does not keep it from being heard.
async fn types(mut typed: Receiver<TerminalEvent>, tell: Sender<ToProcess>, open: &AtomicBool) {
    let mut ahead = VecDeque::new();
    loop {
        let opened = open.load(Ordering::SeqCst);
        let room = if opened { 1 } else { AHEAD };
        let event = tokio::select! {
            biased;
            () = tell.closed() => return,
            permit = tell.reserve(), if !ahead.is_empty() => {
                let Ok(permit) = permit else { return };
                if let Some(told) = ahead.pop_front() {
                    permit.send(told);
                }
                continue;
            }
            event = typed.recv(), if ahead.len() < room => event,
        };
        match event {
            // What is on its way still goes.
            None => {
                for told in ahead {
                    let _ = tell.send(told).await;
                }
                return;
            }
            // It may have been opened while nothing was typed: then it is the program's own.
            Some(TerminalEvent::Bytes(bytes)) if !open.load(Ordering::SeqCst) && bytes.contains(&INTERRUPT) => return,
            Some(TerminalEvent::Bytes(bytes)) => ahead.push_back(ToProcess::Input(bytes)),
            Some(TerminalEvent::Resize(columns, rows)) => ahead.push_back(ToProcess::Size(columns, rows)),
            Some(
                TerminalEvent::Key(_)
                | TerminalEvent::Mouse(_)
                | TerminalEvent::Paste(_)
                | TerminalEvent::FocusGained
                | TerminalEvent::FocusLost
                | TerminalEvent::Resumed
                | TerminalEvent::Terminate(_)
                | TerminalEvent::Closed,
            ) => {}
        }
    }
}

/// Writes what it writes, until it ends or the terminal is gone.
async fn shows(mut news: Receiver<ProcessNews>, open: &AtomicBool, teller: &Teller) {
    while let Some(one) = news.recv().await {
        match one {
            ProcessNews::Opened(program) => {
                open.store(true, Ordering::SeqCst);
                teller.tell(ProcessNews::Opened(program)).await;
            }
            ProcessNews::Output(bytes) | ProcessNews::Errors(bytes) => {
                // A terminal that takes no bytes must hold up nothing else.
                match tokio::task::spawn_blocking(move || terminal::write_plain(&bytes)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) | Err(_) => return,
                }
            }
            ProcessNews::Waits(_) | ProcessNews::Ended(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> TerminalEvent {
        TerminalEvent::Bytes(text.as_bytes().to_vec())
    }

    /// All that is typed arrives, in its order, however slowly it is taken, and ends with its program.
    #[tokio::test]
    async fn what_is_typed_waits_until_it_is_taken() {
        let ((typing, typed), (tell, mut told)) = (channel(1), channel(1));
        let open = AtomicBool::new(true);
        let work = async {
            for n in 0..500 {
                typing.send(bytes(&format!("{n}\x03"))).await.unwrap();
            }
            typing.send(TerminalEvent::Resize(100, 30)).await.unwrap();
        };
        let reads = async {
            for n in 0..500 {
                assert_eq!(told.recv().await, Some(ToProcess::Input(format!("{n}\x03").into_bytes())));
            }
            assert_eq!(told.recv().await, Some(ToProcess::Size(100, 30)));
            // Its program ends: nobody waits for another key.
            drop(told);
        };
        futures::join!(types(typed, tell, &open), work, reads);
    }

    /// What is typed once it is open is the program's, also where it was opened while nothing was typed.
    #[tokio::test]
    async fn ctrl_c_is_the_programs_as_soon_as_it_is_open() {
        let ((typing, typed), (tell, mut told)) = (channel(1), channel(8));
        let open = AtomicBool::new(false);
        let user = async {
            // By its answer `types` is known to wait for the next.
            typing.send(bytes("ls\r")).await.unwrap();
            assert_eq!(told.recv().await, Some(ToProcess::Input(b"ls\r".to_vec())));
            open.store(true, Ordering::SeqCst);
            typing.send(bytes("\x03")).await.unwrap();
            assert_eq!(told.recv().await, Some(ToProcess::Input(b"\x03".to_vec())));
            drop(typing);
        };
        futures::join!(types(typed, tell, &open), user);
    }

    #[tokio::test]
    async fn before_it_is_open_ctrl_c_gives_it_up_and_nothing_else_does() {
        let ((typing, typed), (tell, mut told)) = (channel(8), channel(8));
        let open = AtomicBool::new(false);
        for text in ["ls\r", "\x1b", "\x04", "x\x03", "never\r"] {
            typing.send(bytes(text)).await.unwrap();
        }
        types(typed, tell, &open).await;
        let mut all = Vec::new();
        while let Some(one) = told.recv().await {
            all.push(one);
        }
        assert_eq!(all, ["ls\r", "\x1b", "\x04"].map(|t| ToProcess::Input(t.as_bytes().to_vec())));
    }
}
