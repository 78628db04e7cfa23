//! Themes: what each role on the screen looks like, read from TOML and brought down to the colours that the terminal has.
//!
//! The views ask for a [`Role`] and get a style; they never name a colour. Called at the start and when the theme is changed;
//! it reads the folders it is given and nothing else, and asks the environment nothing.

mod depth;
mod error;
mod load;
mod parse;
mod role;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use ratatui::style::{Color, Modifier, Style};

pub use depth::Depth;
pub use error::ThemeError;
pub use load::{Listed, builtin, list};
pub use role::Role;

/// What each role looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The name that the theme gives itself, or that of its file.
    pub name: String,
    styles: [Style; Role::COUNT],
    prefixes: Vec<Style>,
    /// What the terminal can show; what it is loaded with is whole.
    depth: Depth,
}

impl Theme {
    /// The theme of this name: a file `NAME.toml` in one of the folders, or one that is part of the program.
    ///
    /// # Errors
    /// When no theme has the name, a file cannot be read, or says something that means nothing; the error names file, line and field.
    pub fn load(name: &str, dirs: &[PathBuf]) -> Result<Self, ThemeError> {
        load::load(name, dirs)
    }

    /// The theme that a text describes; only themes that are part of the program can be its parents.
    ///
    /// # Errors
    /// As [`Theme::load`]; `file_name` is what the error calls the text.
    pub fn parse(text: &str, file_name: &str) -> Result<Self, ThemeError> {
        let stem = file_name.rsplit('/').next().unwrap_or(file_name).trim_end_matches(".toml");
        load::finish(parse::parse(text, file_name)?, stem, &[])
    }

    /// What the role looks like.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// The colour of the n-th log source; they come round again.
    pub fn prefix(&self, n: usize) -> Style {
        match self.prefixes.len() {
            0 => self.style(Role::Accent),
            len => self.prefixes[n % len],
        }
    }

    /// How many log sources get a colour of their own.
    pub fn prefix_count(&self) -> usize {
        self.prefixes.len().max(1)
    }

    /// A style with colours and emphasis that others chose, such as a program in a pod, as far as the terminal has them.
    pub fn foreign(&self, base: Style, fg: Option<Color>, bg: Option<Color>, emphasis: Modifier) -> Style {
        let mut style = base.add_modifier(emphasis);
        style.fg = fg.map(|c| self.depth.nearest(c)).or(style.fg);
        style.bg = bg.map(|c| self.depth.nearest(c)).or(style.bg);
        style
    }

    /// The theme with every colour brought down to what the terminal has. What colours no longer tell, emphasis does.
    pub fn adapt(mut self, depth: Depth) -> Self {
        self.depth = depth;
        for role in Role::ALL {
            let style = &mut self.styles[*role as usize];
            *style = adapt(*style, role.mono(), depth);
        }
        for style in &mut self.prefixes {
            *style = adapt(*style, Modifier::empty(), depth);
        }
        self
    }
}

fn adapt(mut style: Style, instead: Modifier, depth: Depth) -> Style {
    let ground = style.bg;
    style.fg = style.fg.map(|color| depth.nearest(color));
    style.bg = style.bg.map(|color| depth.nearest(color));
    if depth == Depth::Mono {
        // The theme's own emphasis stays; reversed once by it and once by us must not cancel out, and does not: it is a set.
        return style.add_modifier(instead);
    }
    // Among sixteen colours a grey ground is either the terminal's own or hides grey text.
    let grey = |color| matches!(color, Color::Black | Color::DarkGray | Color::Gray | Color::White);
    if depth == Depth::Ansi16 && ground != style.bg && style.bg.is_some_and(grey) {
        style.bg = Some(Color::Reset);
        style.fg = style.fg.map(|color| if grey(color) { Color::Reset } else { color });
        style = style.add_modifier(instead);
    }
    style
}
