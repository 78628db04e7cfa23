//! The terminal, files and programs around.

use crate::app::text::OutsideText;

pub(super) fn text(text: &OutsideText) -> String {
    match text {
        OutsideText::Copied(line) => format!("sent to the terminal's clipboard: {line}"),
        OutsideText::NotCopied(why) => format!("not copied: {why}"),
        OutsideText::NoPlugin(context) => format!("context {context} does not sign in by an exec plugin"),
        OutsideText::SignedIn(plugin) => format!("exec plugin {plugin} succeeded; reconnecting"),
        OutsideText::PluginFailed(plugin, status) => format!("exec plugin {plugin} failed ({status})"),
        OutsideText::PluginBroken(plugin, why) => format!("exec plugin {plugin}: {why}"),
        OutsideText::OldKubeconfig(why) => format!("{why}; what was read before goes on"),
        OutsideText::NoJournal => "no journal is kept: there is no home folder".to_owned(),
        OutsideText::FavouritesNotKept(why) => format!("{why}; favourites are kept for this run only"),
    }
}
