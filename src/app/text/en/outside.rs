//! The terminal, files and programs around.

use crate::app::text::OutsideText;

pub(super) fn text(text: &OutsideText) -> String {
    match text {
        OutsideText::Copied(line) => format!("sent to the terminal's clipboard: {line}"),
        OutsideText::CopiedHidden(size) => format!("{size} bytes sent to the terminal's clipboard"),
        OutsideText::NotCopied(why) => format!("not copied: {why}"),
        OutsideText::TooMuchToCopy(size, most) => {
            format!("not copied: {size} bytes are too many for the terminal's clipboard; it takes {most}")
        }
        OutsideText::NoPlugin(context) => format!("context {context} does not sign in by an exec plugin"),
        OutsideText::SignedIn(plugin) => format!("exec plugin {plugin} succeeded; reconnecting"),
        OutsideText::PluginFailed(plugin, status) => format!("exec plugin {plugin} failed ({status})"),
        OutsideText::PluginBroken(plugin, why) => format!("exec plugin {plugin}: {why}"),
        OutsideText::OldKubeconfig(why) => format!("{why}; what was read before goes on"),
        OutsideText::NoJournal => "no journal is kept: there is no home folder".to_owned(),
        OutsideText::FavouritesNotKept(why) => format!("{why}; favourites are kept for this run only"),
        OutsideText::FavouritesUnread(why) => format!("{why}; favourites are not known"),
        OutsideText::FavouritesAnew(why) => format!("{why}; favourites are not known, and the file is written anew"),
        OutsideText::ForwardsUnread(why) => format!("{why}; saved forwards are not known"),
        OutsideText::PassedOver(why) => format!("{why}; it is passed over"),
        OutsideText::File(why) => why.to_string(),
    }
}
