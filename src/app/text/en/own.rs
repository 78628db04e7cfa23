//! Commands of the settings.

use super::lack;
use crate::app::text::OwnText;

pub(super) fn text(text: &OwnText) -> String {
    match text {
        OwnText::Unavailable(name, why) => format!("{name}: {}", lack::text(why)),
        OwnText::UnfitRow(name, row, why) => format!("{name} for {row}: {}", lack::text(why)),
        OwnText::OneRow(name, back) => format!("{name} has the terminal, so it is for one row at a time; {back} clears the marks"),
        OwnText::TooMany(name, most, back) => format!("{name} runs for at most {most} rows at once; {back} clears the marks"),
        OwnText::NotThere(program, line) => format!("{program} is not in PATH, or may not be run; copied, for your shell: {line}"),
        OwnText::OnTerminal(place, line) => format!("{place}\n$ {line}"),
        OwnText::EndedWith(name, code) => format!("dogwatch: {name} ended with exit code {code}; Enter goes back"),
        OwnText::NotRun(name, why) => format!("dogwatch: {name} was not run: {why}; Enter goes back"),
    }
}
