//! When a change has happened that was accepted.

/// When a change that the API server accepted has happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    /// With the answer: what was asked for is a field of the object, or the gate has carried it through.
    AtOnce,
    /// When the workload's controller has rolled it out.
    RolledOut,
    /// When the object is gone: finalizers, grace and children may hold it for ever.
    Gone,
    /// When a controller has acted that is not watched. It is said to be accepted, and no more.
    Elsewhere,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::{Change, Hidden, Outcome, Propagation};
    use crate::model::resource::Resource;
    use crate::model::{Kind, WorkloadKind};

    #[test]
    fn accepted_and_happened_are_different_words() {
        let web: Resource = WorkloadKind::Deployment.into();
        let (pod, device): (Resource, _) = (Kind::Pod.into(), Resource::new("lab.dev", "v1", "devices", "Device", true));
        let delete = Change::Delete { propagation: Propagation::Background, grace: None };
        let scale = Change::Scale { from: 1, to: 2 };
        let apply = Change::Apply { manifest: Hidden::default() };
        let accepted = |change: &Change, resource: &Resource| Outcome::taken(1).words(change.ends(resource));
        for (change, resource, ends, word) in [
            (&scale, &web, Ends::RolledOut, "accepted"),
            (&scale, &device, Ends::Elsewhere, "accepted"),
            (&Change::Restart, &web, Ends::RolledOut, "accepted"),
            (&Change::Resume, &web, Ends::RolledOut, "accepted"),
            (&Change::Pause, &web, Ends::AtOnce, "done"),
            (&apply, &web, Ends::RolledOut, "accepted"),
            (&apply, &device, Ends::AtOnce, "done"),
            (&delete, &web, Ends::Gone, "accepted"),
            (&delete, &pod, Ends::Gone, "accepted"),
            (&delete, &device, Ends::Gone, "accepted"),
            (&Change::Evict, &pod, Ends::Gone, "accepted"),
            (&Change::Cordon, &device, Ends::AtOnce, "done"),
            (&Change::Drain { force: false }, &device, Ends::AtOnce, "done"),
            (&Change::Label { marks: Vec::new() }, &pod, Ends::AtOnce, "done"),
        ] {
            assert_eq!((change.ends(resource), accepted(change, resource).as_str()), (ends, word), "{change:?}");
            // What has happened is done, however it ends.
            assert_eq!(Outcome::Done { note: None }.words(ends), "done");
            assert!(Outcome::Held { reason: "x".into() }.words(ends).starts_with("accepted"));
        }
    }
}
