//! Text to the clipboard of the user's own machine, by OSC 52: it works over SSH, needs no helper and reads nothing back.

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

use super::capabilities::Multiplexer;

/// How much can be copied: what the strictest of the usual terminals takes (100,000 bytes of sequence).
pub const LARGEST_COPY: usize = 74_000;

/// GNU screen takes strings of this length at a time.
const SCREEN_CHUNK: usize = 500;

/// Why a text was not copied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    /// Terminals drop what is too long without a word, so it is not sent.
    #[error("{size} bytes are too many for the terminal's clipboard; it takes {LARGEST_COPY}")]
    TooLong {
        /// How many bytes were to be copied.
        size: usize,
    },
}

/// The sequence that copies a text; send it with [`super::Screen::send`].
///
/// # Errors
/// When the text is longer than [`LARGEST_COPY`].
pub fn copy_sequence(text: &str, multiplexer: Multiplexer) -> Result<Vec<u8>, ClipboardError> {
    if text.len() > LARGEST_COPY {
        return Err(ClipboardError::TooLong { size: text.len() });
    }
    let mut plain = String::new();
    // Writing into a string does not fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
    let sequence = match multiplexer {
        Multiplexer::None => plain,
        // Wrapped it reaches the terminal where passthrough is allowed; plain, tmux takes it itself where set-clipboard is on.
        Multiplexer::Tmux => format!("\x1bPtmux;{}\x1b\\{plain}", plain.replace('\x1b', "\x1b\x1b")),
        Multiplexer::Screen => {
            // The string's own end would end the wrapping: BEL ends it as well.
            let inner = plain.replace("\x1b\\", "\x07");
            inner.as_bytes().chunks(SCREEN_CHUNK).map(|chunk| format!("\x1bP{}\x1b\\", String::from_utf8_lossy(chunk))).collect()
        }
    };
    Ok(sequence.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(text: &str, multiplexer: Multiplexer) -> String {
        String::from_utf8(copy_sequence(text, multiplexer).unwrap()).unwrap()
    }

    #[test]
    fn wraps_for_what_is_between() {
        assert_eq!(sequence("dog", Multiplexer::None), "\x1b]52;c;ZG9n\x1b\\");
        assert_eq!(sequence("dog", Multiplexer::Tmux), "\x1bPtmux;\x1b\x1b]52;c;ZG9n\x1b\x1b\\\x1b\\\x1b]52;c;ZG9n\x1b\\");
        assert_eq!(sequence("dog", Multiplexer::Screen), "\x1bP\x1b]52;c;ZG9n\x07\x1b\\");
        let long = sequence(&"x".repeat(1000), Multiplexer::Screen);
        assert_eq!(long.matches("\x1bP").count(), 3);
    }

    #[test]
    fn refuses_what_would_be_dropped() {
        assert!(copy_sequence(&"x".repeat(LARGEST_COPY), Multiplexer::None).unwrap().len() < 100_000);
        let error = copy_sequence(&"x".repeat(LARGEST_COPY + 1), Multiplexer::None).unwrap_err();
        assert_eq!(error.to_string(), "74001 bytes are too many for the terminal's clipboard; it takes 74000");
    }
}
