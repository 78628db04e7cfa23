//! Helm's releases.

use super::soon::unseen;
use crate::app::text::HelmText;
use crate::model::helm::{Fault, Unlisted};

pub(super) fn text(text: &HelmText) -> String {
    match text {
        HelmText::None => "no Helm releases in the namespaces in view".to_owned(),
        HelmText::Listing => "listing …".to_owned(),
        HelmText::NotListed(n) => format!("{n} not listed"),
        HelmText::Unlisted(Unlisted { driver, places, why }) => format!("{}s: {}", driver.kind(), unseen(places, why)),
        HelmText::Fault(fault) => format!("cannot be read: {}", of_fault(fault)),
        HelmText::Serves(revision) => format!("revision {revision} is the one that is deployed"),
        HelmText::Stuck(age) => {
            format!("pending for {age}: helm was cut off, and refuses every upgrade until it is rolled back or uninstalled")
        }
        HelmText::Copied(command) => format!("read-only: copied, for your shell: {command}"),
        HelmText::IsNewest(revision) => format!("revision {revision} is the newest: choose the one to go back to"),
        HelmText::NoOther => "there is no other revision to compare it with".to_owned(),
        HelmText::Between(old, new) => format!("revision {old} → {new}"),
        HelmText::Same => "nothing differs".to_owned(),
        HelmText::NoRelease => "there is no release in this row".to_owned(),
        HelmText::Gone => "it has gone: choose another".to_owned(),
    }
}

fn of_fault(fault: &Fault) -> String {
    match fault {
        Fault::NoAnswer(why) => why.to_string(),
        Fault::Replaced => "another object has its name by now".to_owned(),
        Fault::Empty => "it holds no release".to_owned(),
        Fault::NotBase64 => "it is not base64".to_owned(),
        Fault::Damaged => "what is packed in it is damaged".to_owned(),
        Fault::TooLarge(most) => format!("it unpacks to more than {most} MiB"),
        Fault::NotRelease => "it is no release as Helm 3 writes one".to_owned(),
        Fault::Other(release, revision) => format!("it is revision {revision} of {release}"),
    }
}
