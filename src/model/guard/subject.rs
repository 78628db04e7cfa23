//! What rules are asked about, and whether an answer is what they want.

use super::{Ask, Guards, Subject};
use crate::model::change::{Change, Consent, Intent, Preview, Target};

impl Guards {
    /// Whether a target is production: its frames are red and say so.
    pub fn is_prod(&self, target: &Target) -> bool {
        self.prod(&target.context, target.guarded_namespace())
    }
}

impl Intent {
    /// What guard rules are asked about it.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            context: &self.target.context,
            namespace: self.target.guarded_namespace().unwrap_or_default(),
            kind: &self.target.resource.kind,
            change: self.change.word(),
        }
    }
}

impl Preview {
    /// All that guard rules are asked about it: the intent, and, in every namespace that it reaches, the same and the eviction of pods.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let own = self.intent.subject();
        let reached = self.reaches.iter().flat_map(move |namespace| {
            [Subject { namespace, ..own }, Subject { namespace, kind: "Pod", change: Change::Evict.word(), ..own }]
        });
        std::iter::once(own).chain(reached)
    }
}

impl Consent {
    /// Whether it is enough for what is asked of this intent.
    pub fn suffices(&self, ask: Ask, intent: &Intent) -> bool {
        match ask {
            Ask::None => true,
            Ask::Yes => self.yes,
            Ask::Name => self.typed.as_deref() == Some(&intent.phrase(self.count)),
            Ask::Deny => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Guards;
    use super::*;
    use crate::model::change::Target;
    use crate::model::resource::Resource;
    use crate::model::{Time, Uid};

    #[test]
    fn a_drain_is_asked_about_wherever_it_takes_pods() {
        let target = Target {
            context: "lab".into(),
            resource: Resource::new("", "v1", "nodes", "Node", false),
            namespace: "".into(),
            name: "node-1".into(),
            uid: Uid::new("u"),
        };
        let mut preview = Preview {
            intent: Intent::new(1, target, Change::Drain { force: false }),
            resource_version: String::new(),
            generation: 0,
            differences: Vec::new(),
            touches: String::new(),
            warnings: Vec::new(),
            reaches: vec!["iot-dev".into()],
            unwritten: None,
        };
        let zone = chrono::FixedOffset::east_opt(0).unwrap();
        let ask = |p: &Preview| Guards::default().decide_all(p.subjects(), 1, Time::default(), zone);
        assert_eq!((ask(&preview).ask, ask(&preview).prod), (Ask::Yes, false));
        preview.reaches.push("iot-prod".into());
        assert_eq!((ask(&preview).ask, ask(&preview).prod), (Ask::Name, true), "a pod of production is on it");
    }
}
