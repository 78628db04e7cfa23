//! The language of the screen, and words in each.

use std::fmt;
use std::str::FromStr;

/// `--lang`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// What stands between a thing and what is said of it.
    pub const fn colon(self) -> &'static str {
        match self {
            Self::En => ": ",
            Self::Zh => ":",
        }
    }

    /// What stands between two things that are said.
    pub const fn comma(self) -> &'static str {
        match self {
            Self::En => ", ",
            Self::Zh => ",",
        }
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "en" => Ok(Self::En),
            "zh" => Ok(Self::Zh),
            _ => Err(format!("{text:?} is not a language of dogwatch: en or zh")),
        }
    }
}

/// Words of ours in each language, as they stand in the row of a table: without one of them the row does not compile.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Words {
    /// In English.
    pub en: &'static str,
    /// In Simplified Chinese.
    pub zh: &'static str,
}

impl Words {
    /// None at all.
    pub const NONE: Self = Self::new("", "");

    /// The same in each language.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    /// In a language.
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.en.is_empty()
    }
}

/// In English: for the journal, and wherever nobody has a language.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.en)
    }
}
