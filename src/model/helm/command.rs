//! What Helm is run with to have it do something.

use super::{Driver, Record};
use crate::model::change::Target;
use crate::model::own::Filled;
use crate::model::resource::Resource;

/// What going back is called: in questions, and in the journal.
pub const ROLL_BACK: &str = "helm-rollback";

/// The kind of a release. No server knows it: guard rules do, and what is said of it.
pub fn kind() -> Resource {
    Resource::new("helm.sh", "v3", "releases", "Release", true)
}

/// The release of a record, as what a command is for.
pub fn target(record: &Record, context: &str) -> Target {
    let (namespace, name, uid) = (record.namespace.clone(), record.release.clone(), record.uid.clone());
    Target { context: context.into(), resource: kind(), namespace, name, uid }
}

/// The command that goes back to a revision: by this kubeconfig, or by that of the environment.
pub fn roll_back(record: &Record, context: &str, kubeconfig: Option<&str>) -> Filled {
    let revision = record.revision.to_string();
    let mut options = vec!["-n", &*record.namespace, "--kube-context", context];
    options.extend(kubeconfig.into_iter().flat_map(|file| ["--kubeconfig", file]));
    let names = [&*record.release, revision.as_str()];
    // A record may be anybody's: no name of a release is taken for an option.
    let argv = if record.release.starts_with('-') {
        [&["helm", "rollback"], &options[..], &["--"], &names].concat()
    } else {
        [&["helm", "rollback"], &names[..], &options].concat()
    };
    let driver = match record.driver {
        Driver::Secret => None,
        Driver::ConfigMap => Some(("HELM_DRIVER".to_owned(), "configmap".to_owned())),
    };
    Filled { argv: argv.into_iter().map(str::to_owned).collect(), variables: driver.into_iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::super::test_record::record;
    use super::*;

    #[test]
    fn names_stay_one_word_each() {
        let said = |record: &Record, context: &str, file: Option<&str>| roll_back(record, context, file).line();
        let mut web = record("iot", "web", 3, "superseded");
        assert_eq!(said(&web, "lab-admin", None), "helm rollback web 3 -n iot --kube-context lab-admin");
        assert_eq!(
            said(&web, "arn:aws:eks:eu-1:12:cluster/prod", Some("/home/x y/config")),
            "helm rollback web 3 -n iot --kube-context arn:aws:eks:eu-1:12:cluster/prod --kubeconfig '/home/x y/config'"
        );
        assert!(said(&web, "my prod; rm -rf '~'", None).ends_with(r"--kube-context 'my prod; rm -rf '\''~'\'''"));
        web.driver = Driver::ConfigMap;
        assert_eq!(said(&web, "", None), "HELM_DRIVER=configmap helm rollback web 3 -n iot --kube-context ''");
        web.release = "--kube-apiserver=evil".into();
        assert_eq!(
            roll_back(&web, "lab", None).argv[2..],
            ["-n", "iot", "--kube-context", "lab", "--", "--kube-apiserver=evil", "3"]
        );
        assert_eq!(target(&web, "lab").place(), "lab ▸ iot ▸ Release --kube-apiserver=evil");
    }
}
