//! What its user types to have Helm do something.

use super::{Driver, Record};
use std::borrow::Cow;

/// The command that goes back to a revision. dogwatch only shows it.
pub fn roll_back(record: &Record, context: &str) -> String {
    let [release, namespace, context] = [&*record.release, &*record.namespace, context].map(word);
    let revision = record.revision.to_string();
    let driver = match record.driver {
        Driver::Secret => None,
        Driver::ConfigMap => Some("HELM_DRIVER=configmap"),
    };
    let command = ["helm", "rollback", &release, &revision, "-n", &namespace, "--kube-context", &context];
    driver.into_iter().chain(command).collect::<Vec<_>>().join(" ")
}

/// A text as one word of a shell, whatever it holds.
fn word(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:@%+=,".contains(&b);
    if !text.is_empty() && !text.starts_with('-') && text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::super::test_record::record;
    use super::*;

    #[test]
    fn names_stay_one_word_each() {
        let mut web = record("iot", "web", 3, "superseded");
        assert_eq!(roll_back(&web, "lab-admin"), "helm rollback web 3 -n iot --kube-context lab-admin");
        assert_eq!(
            roll_back(&web, "arn:aws:eks:eu-1:12:cluster/prod"),
            "helm rollback web 3 -n iot --kube-context arn:aws:eks:eu-1:12:cluster/prod"
        );
        assert!(roll_back(&web, "my prod; rm -rf '~'").ends_with(r"--kube-context 'my prod; rm -rf '\''~'\'''"));
        web.driver = Driver::ConfigMap;
        assert_eq!(roll_back(&web, ""), "HELM_DRIVER=configmap helm rollback web 3 -n iot --kube-context ''");
    }
}
