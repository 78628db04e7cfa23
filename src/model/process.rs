//! What runs in a container and is spoken to: a shell, a command, the container's own program.

pub use super::change::reason::End;

/// What is told of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProcessNews {
    /// It is yet to run, and what for, in the words of the kubelet; empty where that is not told.
    Waits(String),
    /// The stream to it is open; which program it is, where one was looked for.
    Opened(String),
    /// What it wrote.
    Output(Vec<u8>),
    /// What it wrote to its standard error, where that is apart.
    Errors(Vec<u8>),
    /// It has ended.
    Ended(End),
}

/// What the mouse did on a screen, as xterm counts it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mouse {
    /// The button: 0 to 2, 3 for none, 64 and more for the wheel and others; 4 is added with Shift, 8 with Alt, 16 with Ctrl, 32 where it moved.
    pub code: u16,
    /// How many columns are left of it.
    pub column: u16,
    /// How many rows are above it.
    pub row: u16,
    /// Whether a button is down, and not let go.
    pub down: bool,
}

impl Mouse {
    /// Whether it moved, with a button or without.
    pub const fn moved(self) -> bool {
        self.code & 32 != 0
    }

    /// Whether it is no button but the wheel, or one of those that count like it.
    pub const fn is_wheel(self) -> bool {
        self.code & 64 != 0
    }

    /// Whether it has a button at all.
    pub const fn has_button(self) -> bool {
        self.code & (64 | 128) != 0 || self.code & 3 != 3
    }
}

/// Of what of the mouse somebody is to be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MouseWish {
    /// Of nothing: it is the terminal's.
    #[default]
    Nothing,
    /// Of buttons and the wheel.
    Buttons,
    /// Of moves with a button as well.
    Drags,
    /// Of all moves.
    Moves,
}

/// What is told to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ToProcess {
    /// Bytes for its standard input.
    Input(Vec<u8>),
    /// Its terminal has so many columns and rows.
    Size(u16, u16),
    /// Its standard input ends here.
    NoMore,
}
