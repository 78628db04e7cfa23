//! Namespaces, contexts, and where the cursor may go.

use crate::app::text::PlaceText;

pub(super) fn text(text: &PlaceText) -> String {
    match text {
        PlaceText::NothingBefore => "no place before this one".to_owned(),
        PlaceText::NothingAfter => "no place after this one".to_owned(),
        PlaceText::NoColumns(kind, names) => {
            format!("{kind} have no column {}: the others of the settings are shown", names.join(", "))
        }
        PlaceText::Pods(1) => "1 pod".to_owned(),
        PlaceText::Pods(n) => format!("{n} pods"),
        PlaceText::NoOneFavourite => "Show one namespace to make it a favourite".to_owned(),
        PlaceText::Favourite(name) => format!("{name} is a favourite"),
        PlaceText::NoFavourite(name) => format!("{name} is no longer a favourite"),
        PlaceText::NoNumber(number) => {
            format!("No favourite or recent namespace has the number {number}; * makes one a favourite")
        }
        PlaceText::NotAName(name, why) => format!("{name} is not a valid namespace name: {why}"),
        PlaceText::NoNamespace(name) => format!("There is no namespace {name}"),
        PlaceText::NoContext(name) => format!("no context {name}"),
        PlaceText::OtherContext(target) => format!("{target} is in another context: switch there first (:ctx)"),
        PlaceText::Gone(target) => format!("{target} is gone, or no longer in view"),
        PlaceText::AskingOwner(target) => format!("asking for the owner of {} {} …", target.resource, target.name),
        PlaceText::NoOwner(target) => format!("{} {} has no owner", target.resource, target.name),
        PlaceText::OwnerUnread(target, why) => format!("cannot tell the owner of {} {}: {why}", target.resource, target.name),
        PlaceText::NothingToCopy => "Nothing is selected to copy".to_owned(),
        PlaceText::NoObject => "No object is selected".to_owned(),
        PlaceText::NoWorkloadOrPod => "no workload or pod is selected".to_owned(),
        PlaceText::NotACommand(typed, name) => {
            format!("{typed} is not the name of a command: type {name} in full, or select it")
        }
        PlaceText::Context { cluster, user, here, tab } => {
            let tab = tab.map(|n| format!("  (tab {n})")).unwrap_or_default();
            format!("{cluster} as {user}{}", if *here { "  (here now)" } else { &tab })
        }
        PlaceText::NoMatch(take) => format!("no match; {take} uses the name as typed"),
        PlaceText::NoRow(back) => format!("Nothing matches the filter; {back} clears it"),
        PlaceText::PodGone(back) => format!("the pod is gone; {back} goes back"),
        PlaceText::Elsewhere(context, text) => format!("{context}: {text}"),
        PlaceText::TabInFront(name) => format!("{name} is open in this tab"),
        PlaceText::TabsFull(most) => format!("{most} tabs are open, and there are no more: close one first (:close-tab)"),
        PlaceText::NoTab(number) => format!("there is no tab {number}"),
        PlaceText::OnlyTab => "there is only this tab; in :ctx a key opens another one".to_owned(),
        PlaceText::NoTabOfThat => "only a context opens in a new tab".to_owned(),
        PlaceText::In(namespace) => format!("in {namespace}"),
        PlaceText::Of(name) => format!("of {name}"),
        PlaceText::Alone(namespace) => format!("standing alone in {namespace}"),
    }
}
