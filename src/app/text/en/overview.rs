//! The overview of all contexts.

use crate::app::text::OverviewText;

pub(super) fn text(text: &OverviewText) -> String {
    match text {
        OverviewText::Asking(0) => "asking".to_owned(),
        OverviewText::Asking(seconds) => format!("asking {seconds} s"),
        OverviewText::Live(latency) => format!("live {latency} ms"),
        OverviewText::Answered(ago) => format!("{ago} ago"),
        OverviewText::Away(why) => format!("no answer: {why}"),
        OverviewText::NeedsSignIn => "needs sign-in".to_owned(),
        OverviewText::SignIn(plugin, run, open) => {
            format!(
                "exec plugin {plugin} signs in, and is not run for an overview by itself; {run} runs it in the background, {open} opens the context"
            )
        }
        OverviewText::Worst(namespace, name, why) => format!("{namespace}/{name}: {why}"),
        OverviewText::Place(cluster, user) => format!("{cluster} as {user}"),
        OverviewText::OnlyCount(count) => format!("only {count}"),
        OverviewText::Only(namespaces) => {
            let s = if namespaces.len() == 1 { "" } else { "s" };
            format!("only namespace{s} {}; may not list all", namespaces.join(", "))
        }
        OverviewText::Beyond(namespaces, why) => format!("all but {}; may not list all: {why}", namespaces.join(", ")),
        OverviewText::Unseen(what, why) => format!("{what}: {why}"),
        OverviewText::NoRow => "there is no context under the cursor".to_owned(),
        OverviewText::NoPlugin(name) => format!("{name} does not wait for a sign-in"),
    }
}
