//! The ends of a process: what comes to it, and what it writes. All of it goes over short channels, so that nobody runs ahead of the other.

use super::Stop;
use bytes::{Buf, Bytes, BytesMut};
use std::time::Duration;
use tokio::sync::mpsc;

/// Bytes that are typed ahead of who reads them; more is dropped, as a terminal does.
const MOST_AHEAD: usize = 64 << 10;
/// Bytes of one piece that is written.
const PIECE: usize = 32 << 10;
/// Ctrl-C.
const INTERRUPT: u8 = 3;

/// What comes to a process.
#[derive(Debug)]
pub enum Input {
    /// Bytes of standard input.
    Bytes(Bytes),
    /// The terminal is now so many columns and lines.
    Size(u16, u16),
    /// Standard input is closed.
    End,
}

/// Which way something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Std {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What a process writes.
#[derive(Debug)]
pub struct Output {
    /// Which way.
    pub std: Std,
    /// What.
    pub bytes: Bytes,
}

/// The next thing that happens at a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A byte.
    Byte(u8),
    /// A new size.
    Resized,
    /// Standard input is closed.
    End,
}

/// The ends of a process.
#[derive(Debug)]
pub struct Io {
    rx: mpsc::Receiver<Input>,
    tx: mpsc::Sender<Output>,
    ahead: BytesMut,
    ended: bool,
    resized: bool,
    /// Whether it has a terminal.
    pub tty: bool,
    /// Columns and lines.
    pub size: (u16, u16),
}

impl Io {
    /// Ends of channels.
    pub fn new(rx: mpsc::Receiver<Input>, tx: mpsc::Sender<Output>, tty: bool) -> Self {
        Self { rx, tx, ahead: BytesMut::new(), ended: false, resized: false, tty, size: (80, 24) }
    }

    fn take(&mut self, input: Option<Input>) {
        match input {
            Some(Input::Bytes(bytes)) if self.ahead.len() + bytes.len() <= MOST_AHEAD || !self.tty => {
                self.ahead.extend_from_slice(&bytes);
            }
            Some(Input::Bytes(_)) => {}
            Some(Input::Size(columns, lines)) if columns > 0 && lines > 0 => {
                self.size = (columns, lines);
                self.resized = true;
            }
            Some(Input::Size(..)) => {}
            Some(Input::End) | None => self.ended = true,
        }
    }

    /// The next byte, change of size, or the end.
    pub async fn event(&mut self) -> Event {
        loop {
            if self.resized {
                self.resized = false;
                return Event::Resized;
            }
            if self.ahead.has_remaining() {
                return Event::Byte(self.ahead.get_u8());
            }
            if self.ended {
                return Event::End;
            }
            let input = self.rx.recv().await;
            self.take(input);
        }
    }

    /// The next byte, if one comes within a time.
    pub async fn soon(&mut self, wait: Duration) -> Option<u8> {
        let end = tokio::time::sleep(wait);
        tokio::pin!(end);
        // A new size is no byte: it is kept for who asks next.
        while !self.ahead.has_remaining() && !self.ended {
            let input = tokio::select! {
                biased;
                input = self.rx.recv() => input,
                () = &mut end => return None,
            };
            self.take(input);
        }
        self.ahead.has_remaining().then(|| self.ahead.get_u8())
    }

    /// Puts a byte back, to be the next.
    pub fn unread(&mut self, byte: u8) {
        let rest = std::mem::take(&mut self.ahead);
        self.ahead.extend_from_slice(&[byte]);
        self.ahead.extend_from_slice(&rest);
    }

    /// The next bytes as they came; none at the end.
    pub async fn chunk(&mut self, most: usize) -> Result<Bytes, Stop> {
        while !self.ahead.has_remaining() {
            if self.ended {
                return Ok(Bytes::new());
            }
            let input = self.rx.recv().await;
            self.take(input);
        }
        let n = self.ahead.len().min(most);
        Ok(self.ahead.split_to(n).freeze())
    }

    /// Writes bytes as they are.
    pub async fn raw(&mut self, std: Std, bytes: &[u8]) -> Result<(), Stop> {
        for piece in bytes.chunks(PIECE) {
            // A terminal has one way out.
            let std = if self.tty { Std::Out } else { std };
            self.tx.send(Output { std, bytes: Bytes::copy_from_slice(piece) }).await.map_err(|_| Stop::Gone)?;
        }
        Ok(())
    }

    /// Writes bytes; on a terminal each line begins at its first column.
    pub async fn say(&mut self, std: Std, bytes: &[u8]) -> Result<(), Stop> {
        if !self.tty || !bytes.contains(&b'\n') {
            return self.raw(std, bytes).await;
        }
        for piece in bytes.chunks(PIECE) {
            let mut out = Vec::with_capacity(piece.len() + 64);
            for b in piece {
                if *b == b'\n' {
                    out.push(b'\r');
                }
                out.push(*b);
            }
            self.raw(std, &out).await?;
        }
        Ok(())
    }

    /// Lets others in, and sees Ctrl-C and whether anybody still listens: for what would else go on without an end.
    pub async fn breathe(&mut self) -> Result<(), Stop> {
        tokio::task::yield_now().await;
        if self.tx.is_closed() {
            return Err(Stop::Gone);
        }
        if self.tty {
            self.interrupted().await?;
            while !self.ended
                && let Ok(input) = self.rx.try_recv()
            {
                self.take_typed(input).await?;
            }
        }
        Ok(())
    }

    /// Tells a Ctrl-C among what was typed ahead: it may have come with the line that started what runs. What was typed before it goes with it.
    async fn interrupted(&mut self) -> Result<(), Stop> {
        let Some(at) = self.ahead.iter().position(|b| *b == INTERRUPT) else { return Ok(()) };
        self.ahead.advance(at + 1);
        self.raw(Std::Out, b"^C\r\n").await?;
        Err(Stop::Interrupt)
    }

    /// What is typed while nobody reads: it is echoed and kept, and Ctrl-C is told.
    async fn take_typed(&mut self, input: Input) -> Result<(), Stop> {
        if let Input::Bytes(bytes) = &input {
            if let Some(at) = bytes.iter().position(|b| *b == INTERRUPT) {
                // Even where no more would be kept.
                self.ahead.clear();
                self.ahead.extend_from_slice(&bytes[at..]);
                return self.interrupted().await;
            }
            let echo: Vec<u8> = bytes.iter().flat_map(|b| echo(*b)).collect();
            self.raw(Std::Out, &echo).await?;
        }
        self.take(Some(input));
        Ok(())
    }

    /// Waits. On a terminal what is typed meanwhile is echoed and kept, and Ctrl-C ends the wait.
    pub async fn sleep(&mut self, wait: Duration) -> Result<(), Stop> {
        if self.tty {
            self.interrupted().await?;
        }
        let end = tokio::time::sleep(wait);
        tokio::pin!(end);
        loop {
            // Without a terminal nothing more is taken than fits, so that who sends has to wait.
            let listens = !self.ended && (self.tty || self.ahead.len() < MOST_AHEAD);
            let input = tokio::select! {
                () = &mut end => return Ok(()),
                () = self.tx.closed() => return Err(Stop::Gone),
                input = self.rx.recv(), if listens => input,
            };
            match input {
                Some(input) if self.tty => self.take_typed(input).await?,
                input => self.take(input),
            }
        }
    }
}

/// How a terminal echoes a byte: control characters as `^X`, so that nothing of them moves the cursor.
fn echo(byte: u8) -> Vec<u8> {
    match byte {
        b'\r' | b'\n' => vec![b'\r', b'\n'],
        b'\t' => vec![b'\t'],
        0..=31 => vec![b'^', byte + 64],
        127 => vec![b'^', b'?'],
        other => vec![other],
    }
}
