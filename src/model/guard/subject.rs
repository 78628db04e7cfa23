//! What rules are asked about, and whether an answer is what they want.

use super::{Ask, Guards, Subject};
use crate::model::change::{Change, Consent, Intent, Onward, Preview, Target};

impl Guards {
    /// Whether a target is production: its frames are red and say so.
    pub fn is_prod(&self, target: &Target) -> bool {
        self.prod(&target.context, target.guarded_namespace())
    }

    /// Whether the target of a preview is, or a namespace that it reaches.
    pub fn reaches_prod(&self, preview: &Preview) -> bool {
        let target = &preview.intent.target;
        self.is_prod(target) || preview.reaches.iter().any(|namespace| self.prod(&target.context, Some(namespace)))
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
    /// What is asked whatever the rules say: a command of the settings may want its answer everywhere.
    pub const fn least(&self) -> Ask {
        if let Change::Command { confirm: true, .. } = self.intent.change { Ask::Yes } else { Ask::None }
    }

    /// All that guard rules are asked about it: the intent, and, in every namespace that it reaches, the same and what is done to pods there:
    /// a drain evicts them.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let own = self.intent.subject();
        let to_pods = if matches!(self.intent.change, Change::Drain { .. }) { Change::Evict.word() } else { own.change };
        let reached = self
            .reaches
            .iter()
            .flat_map(move |namespace| [Subject { namespace, ..own }, Subject { namespace, kind: "Pod", change: to_pods, ..own }]);
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

impl Onward {
    /// Whether it is enough for what is asked of this intent. Where a name is asked for, it is the one that was typed for the first change.
    pub fn suffices(&self, ask: Ask, intent: &Intent) -> bool {
        self.covers(intent) && self.consent.suffices(ask, &self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Guards, Rule};
    use super::*;
    use crate::model::change::{Profile, Target, Then};
    use crate::model::guard::Glob;
    use crate::model::resource::Resource;
    use crate::model::{Time, Uid, WorkloadKind};

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
            touches: None,
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

    /// A node has no namespace; the pod that is created to debug it has one.
    #[test]
    fn the_pod_for_a_node_is_asked_about_in_its_namespace() {
        let target = Target {
            context: "lab".into(),
            resource: Resource::new("", "v1", "nodes", "Node", false),
            namespace: "".into(),
            name: "node-1".into(),
            uid: Uid::new("u"),
        };
        let change = Change::DebugNode {
            image: "busybox".into(),
            command: Vec::new(),
            profile: Profile::General,
            namespace: "pay".into(),
            pod: String::new(),
        };
        let preview = Preview {
            intent: Intent::new(1, target, change),
            resource_version: String::new(),
            generation: 0,
            differences: Vec::new(),
            touches: None,
            warnings: Vec::new(),
            reaches: vec!["pay".into()],
            unwritten: None,
        };
        let zone = chrono::FixedOffset::east_opt(0).unwrap();
        let rule = Rule { namespaces: Some(vec![Glob::namespace("pay").unwrap()]), ask: Some(Ask::Deny), ..Rule::default() };
        for (guards, ask) in [(Guards::default(), Ask::None), (Guards::new(vec![rule]), Ask::Deny)] {
            assert_eq!(guards.decide_all(preview.subjects(), 1, Time::default(), zone).ask, ask);
        }
    }

    fn named(name: &str) -> Target {
        let (context, namespace, name, uid) = ("lab".into(), "iot-prod".into(), name.into(), Uid::new(name));
        Target { context, resource: WorkloadKind::Deployment.into(), namespace, name, uid }
    }

    #[test]
    fn the_answer_holds_for_what_was_chosen_and_nothing_else() {
        let first = Intent::new(1, named("web"), Change::SetImages { swaps: Vec::new() });
        let back = |name| Intent::new(2, named(name), Change::RollBack { from: 3, to: 2 });
        let pause = Intent::new(2, named("web"), Change::Pause);
        let yes = Consent { yes: true, count: 1, ..Consent::default() };
        let typed = Consent { typed: Some("web".into()), ..yes.clone() };
        let onward = |then, consent: &Consent| Onward { first: first.clone(), then, consent: consent.clone() };
        let watch = onward(Then::WatchOrGoBack(1), &yes);
        assert!(watch.suffices(Ask::None, &back("web")) && watch.suffices(Ask::Yes, &back("web")));
        assert!(!watch.suffices(Ask::Name, &back("web")), "a name is asked for, and none was typed");
        assert!(!watch.suffices(Ask::Deny, &back("web")));
        assert!(!watch.suffices(Ask::None, &back("api")), "another object");
        assert!(!watch.suffices(Ask::None, &pause), "that was not chosen");
        assert!(onward(Then::WatchOrGoBack(1), &typed).suffices(Ask::Name, &back("web")));
        assert!(onward(Then::PauseAfterFirst, &typed).suffices(Ask::Name, &pause));
        for then in [Then::Nothing, Then::Watch(1)] {
            assert!(!onward(then, &typed).suffices(Ask::None, &back("web")), "{then:?}");
        }
        // Of several objects what was typed is what was done to how many.
        let several = Consent { typed: Some("swap image of 3".into()), count: 3, ..yes };
        assert!(onward(Then::WatchOrGoBack(1), &several).suffices(Ask::Name, &back("web")));
    }
}
