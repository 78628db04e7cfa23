//! Who may do what.

use crate::app::text::AccessText;
use crate::model::Name;
use crate::model::rbac::who::Listed;
use crate::model::rbac::{Extent, Meaning, Rule, Unread, Why};

pub(super) fn text(text: &AccessText) -> String {
    match text {
        AccessText::Usage => {
            "say who can do what: :who-can VERB KIND[/SUBRESOURCE] [NAME], such as :who-can create pods/exec; or a path: :who-can get /metrics"
                .to_owned()
        }
        AccessText::WhoCan(asked) => format!("Who can {}", asked),
        AccessText::Mine(Some(namespace)) => format!("What you may do in {namespace}"),
        AccessText::Mine(None) => "What you may do in every namespace".to_owned(),
        AccessText::Where(namespace) if namespace.is_empty() => "everywhere".to_owned(),
        AccessText::Where(namespace) => namespace.to_string(),
        AccessText::Extent(Extent::All) => String::new(),
        AccessText::Extent(Extent::Only(names)) => format!("only {}", names.join(", ")),
        AccessText::Means(subject) => means(&subject.meaning()),
        AccessText::ByServer => "the API server itself: it lets this group do everything, whatever the roles say".to_owned(),
        AccessText::Rule(rule) => self::rule(rule),
        AccessText::Counted(1) => "1 way".to_owned(),
        AccessText::Counted(n) => format!("{n} ways"),
        AccessText::NotWhole => "not complete".to_owned(),
        AccessText::NotSeen(unread) => format!("{}s not read", unread.kind.word()),
        AccessText::Unread(unread) => self::unread(unread),
        AccessText::Undecided(1) => "1 binding names a role that could not be read: it may allow this as well".to_owned(),
        AccessText::Undecided(n) => format!("{n} bindings name roles that could not be read: they may allow this as well"),
        AccessText::NotServed(asked, Listed::Unknown(why)) => {
            format!("which kinds the API serves is not known ({why}): taken as it was typed, {asked}, as a kind in namespaces")
        }
        AccessText::NotServed(asked, Listed::Yes | Listed::No) => {
            format!("the API serves no kind of this name that can be listed: taken as it was typed, {}", asked)
        }
        AccessText::NoKinds(why) => {
            format!("which kinds the API serves is not known ({why}): only kinds that rules name stand here, and none that * allows")
        }
        AccessText::Others => {
            "This is what roles and bindings say. Other authorizers (Node, webhooks) may allow more, or deny it first; admission may still refuse.".to_owned()
        }
        AccessText::Incomplete(why) if why.is_empty() => {
            "the API server says that its list of rules is not complete: what it left open was asked one by one".to_owned()
        }
        AccessText::Incomplete(why) => {
            format!("the API server says that its list of rules is not complete ({why}): what it left open was asked one by one")
        }
        AccessText::Missing(groups) => format!("kinds not known, since their group did not answer: {}", groups.join(", ")),
        AccessText::Nothing => "nothing, as far as the API server says".to_owned(),
        AccessText::Verbs { all, some } => {
            let some = some.iter().map(|(verb, names)| format!("{verb} only {}", names.join(", ")));
            let parts: Vec<String> = (!all.is_empty()).then(|| all.join(", ")).into_iter().chain(some).collect();
            if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
        }
        AccessText::List(verbs) => verbs.join(", "),
    }
}

fn means(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Masters => "whoever has a certificate or token of this group".to_owned(),
        Meaning::SignedIn => "everybody who is signed in".to_owned(),
        Meaning::NotSignedIn => "whoever is not signed in".to_owned(),
        Meaning::Accounts => "the service accounts of all namespaces".to_owned(),
        Meaning::AccountsOf(namespace) => format!("all service accounts of {namespace}"),
        Meaning::Kubelets => "the kubelets".to_owned(),
        Meaning::Own => String::new(),
    }
}

fn rule(rule: &Rule) -> String {
    let list = |names: &[Name]| names.join(", ");
    if rule.resources.is_empty() {
        return format!("{} of {}", list(&rule.verbs), list(&rule.urls));
    }
    let groups = rule.group_words();
    let names = if rule.names.is_empty() { String::new() } else { format!(", only {}", list(&rule.names)) };
    format!("{} of {} in {}{names}", list(&rule.verbs), list(&rule.resources), groups)
}

fn unread(unread: &Unread) -> String {
    let Unread { kind, namespace, why } = unread;
    let place = if namespace.is_empty() { String::new() } else { format!(" of {namespace}") };
    let what = format!("{}s{place}", kind.word());
    match why {
        Why::NotAllowed(words) => format!("you may not list the {what}: {words}"),
        Why::NoAnswer(trouble) => format!("the {what}: {trouble}"),
        Why::TooMany(most) => format!("only the first {most} of the {what} were read"),
    }
}
