//! What the environment says about the terminal. Reading the environment is the settings' business; this only understands it.

use super::error::TerminalError;

/// The variables that tell about the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Env {
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `COLORTERM`.
    pub colorterm: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// `TMUX` is set.
    pub tmux: bool,
    /// `STY` is set: GNU screen.
    pub screen: bool,
}

/// A program between us and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multiplexer {
    /// None that is known.
    None,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Env {
    /// The multiplexer that the program runs in.
    pub fn multiplexer(&self) -> Multiplexer {
        let term = self.term.as_deref().unwrap_or_default();
        // tmux inside an ssh session drops TMUX, but not TERM. TERM=screen is what tmux has called itself for long, too:
        // only STY tells them apart, and a sequence wrapped for tmux harms nobody.
        match () {
            () if self.tmux || term.starts_with("tmux") => Multiplexer::Tmux,
            () if self.screen => Multiplexer::Screen,
            () if term.starts_with("screen") => Multiplexer::Tmux,
            () => Multiplexer::None,
        }
    }

    /// Whether the terminal can show more than lines of text.
    ///
    /// # Errors
    /// When `TERM` is missing, empty or `dumb`.
    pub fn check(&self) -> Result<(), TerminalError> {
        match self.term.as_deref() {
            None | Some("" | "dumb") => Err(TerminalError::TooSimple { term: self.term.clone().unwrap_or_default() }),
            Some(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplexers_are_known_by_their_variables() {
        let env = |term: &str, tmux, screen| Env { term: Some(term.to_owned()), tmux, screen, ..Env::default() };
        assert_eq!(env("xterm-256color", false, false).multiplexer(), Multiplexer::None);
        assert_eq!(env("screen-256color", true, false).multiplexer(), Multiplexer::Tmux);
        assert_eq!(env("tmux-256color", false, false).multiplexer(), Multiplexer::Tmux);
        assert_eq!(env("screen", false, true).multiplexer(), Multiplexer::Screen);
        assert_eq!(env("screen", false, false).multiplexer(), Multiplexer::Tmux);
    }

    #[test]
    fn simple_terminals_are_refused() {
        assert!(
            Env { term: Some("dumb".into()), ..Env::default() }.check().unwrap_err().to_string().starts_with("TERM=dumb cannot")
        );
        assert!(Env::default().check().is_err());
        assert!(Env { term: Some("linux".into()), ..Env::default() }.check().is_ok());
    }
}
