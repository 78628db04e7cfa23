//! A plan is proposed: what is marked, or under the cursor, from its environment to the next.

use crate::app::left::of_context;
use crate::app::messages::Level;
use crate::app::msg::Effect;
use crate::app::promotion::Proposal;
use crate::app::state::State;
use crate::app::text::PromotionText;
use crate::app::wish::Wish;
use crate::command::{Command, Lack};
use crate::model::change::{Change, Intent, Part, Target, Warning};
use crate::model::environments::group::Environment;
use crate::model::environments::named::Named;
use crate::model::health::Mood;
use crate::model::promotion::{Plan, Route, Running, Site, Step, Wanted, plan};
use crate::model::rights::{Right, Verdict};
use crate::model::{Name, SessionId};

impl State {
    /// Promotes these, which stand in panes of the cluster in front, to the environment after their own. While a plan is under way that is shown.
    pub(in crate::app) fn begin_promotion(&mut self, targets: &[Target], effects: &mut Vec<Effect>) {
        if self.promotion_runs(effects) {
            return;
        }
        let Some(first) = targets.first() else { return };
        if targets.iter().any(|t| t.namespace != first.namespace) {
            return self.messages.say(self.now, Level::Warn, PromotionText::SeveralNamespaces);
        }
        let (from, to) = match self.next_environment(&first.namespace) {
            Ok(found) => found,
            Err(why) => return self.messages.say(self.now, Level::Warn, why),
        };
        let wanted: Vec<Wanted> = targets.iter().map(|t| Wanted { kind: t.workload(), name: t.name.clone() }).collect();
        self.propose(&from, &to, &wanted, effects);
    }

    /// Shows the plan that is under way, where one is.
    fn promotion_runs(&mut self, effects: &mut Vec<Effect>) -> bool {
        let runs = self.promotion.as_ref().is_some_and(|p| p.runs());
        if runs {
            self.open(&Wish::Command(Command::Promotion), effects);
            self.hint(PromotionText::OneAtATime);
        }
        runs
    }

    /// The environment that a namespace is, and the one after it.
    fn next_environment(&self, namespace: &Name) -> Result<(Environment, Environment), PromotionText> {
        let names = self.panes.rows.all_namespaces(&self.cluster, &self.panes.view);
        let listed: Vec<_> = self.cluster.store.namespaces().collect();
        let here = |e: &Environment| {
            e.place.namespace == *namespace && e.place.context.as_ref().is_none_or(|c| *c == self.cluster.context.name)
        };
        let mut last = None;
        for group in Named::groups(&self.environments.named, listed.iter().copied(), &names) {
            let Some(at) = group.environments.iter().position(here) else { continue };
            match group.environments.get(at + 1) {
                Some(next) => return Ok((group.environments[at].clone(), next.clone())),
                None => last = Some(group.name),
            }
        }
        Err(last.map_or_else(|| PromotionText::NoGroup(namespace.clone()), |group| PromotionText::Last(namespace.clone(), group)))
    }

    fn site(&self, environment: &Environment) -> Site {
        let context = environment.place.context.clone().unwrap_or_else(|| self.cluster.context.name.clone());
        Site { context, namespace: environment.place.namespace.clone() }
    }

    /// Looks at the plan that moves the wanted workloads from one environment to another; the question follows.
    pub(in crate::app) fn propose(&mut self, from: &Environment, to: &Environment, wanted: &[Wanted], effects: &mut Vec<Effect>) {
        if self.promotion_runs(effects) {
            return;
        }
        let route = Route { from: self.site(from), to: self.site(to) };
        match self.planned(&route, wanted) {
            Ok((session, plan)) => self.look_at_plan(session, route, plan, effects),
            Err(why) => self.messages.say(self.now, Level::Warn, why),
        }
    }

    /// The plan, by what the watches of both environments tell.
    fn planned(&self, route: &Route, wanted: &[Wanted]) -> Result<(SessionId, Plan), PromotionText> {
        if self.readonly {
            return Err(PromotionText::Lack(Lack::ReadOnly));
        }
        let cluster = |site: &Site| {
            let found = of_context(&self.cluster, &self.left, &site.context);
            found.ok_or_else(|| PromotionText::NotOpen(site.context.clone()))
        };
        let target = cluster(&route.to)?;
        let running = |site: &Site| -> Result<Vec<Running>, PromotionText> {
            let all = cluster(site)?.store.workloads();
            Ok(all.filter(|w| w.namespace == site.namespace).map(Running::from).collect())
        };
        let (before, after) = (running(&route.from)?, running(&route.to)?);
        let plan = plan(&before, &after, wanted, &self.depends);
        if plan.steps.is_empty() {
            return Err(PromotionText::Nothing(Box::new(route.clone()), plan.left));
        }
        // What is known to be denied is not even looked at.
        let rights = target.rights.get(&route.to.namespace);
        for step in &plan.steps {
            let right = Right::Patch(step.kind);
            if let Some((_, Verdict::No(why))) = rights.into_iter().flatten().find(|(r, _)| *r == right) {
                return Err(PromotionText::Lack(Lack::Denied(why.clone())));
            }
        }
        Ok((target.session, plan))
    }

    fn look_at_plan(&mut self, session: SessionId, route: Route, plan: Plan, effects: &mut Vec<Effect>) {
        let of = plan.steps.len();
        let mut intents = Vec::with_capacity(of);
        for (at, step) in plan.steps.iter().enumerate() {
            let target = target(&route.to, step);
            let notes = self.unwell_at(&route.from, step);
            let part = Part { plan: Name::default(), step: at + 1, of };
            intents.push(Intent { notes, part: Some(part), ..Intent::new(self.fresh_id(), target, step.change()) });
        }
        let Plan { steps, left, notices } = plan;
        let proposal = Proposal { session, route, back: false, steps, left, notices };
        self.open(&Wish::look(intents).planned(proposal), effects);
    }

    /// That the images are unwell where they come from.
    fn unwell_at(&self, from: &Site, step: &Step) -> Vec<Warning> {
        let Some(cluster) = of_context(&self.cluster, &self.left, &from.context) else { return Vec::new() };
        let Some(w) = cluster.store.find_workload(step.kind, &from.namespace, &step.name) else { return Vec::new() };
        let unwell = cluster.store.health(w, cluster.time(self.now)).state.mood() == Mood::Unwell;
        if unwell { vec![Warning::UnwellIn(from.namespace.to_string())] } else { Vec::new() }
    }

    /// Looks at changes that are a plan of their own: what is left of one, or what takes one back.
    pub(super) fn look_at_steps(&mut self, route: Route, back: bool, mut intents: Vec<Intent>, effects: &mut Vec<Effect>) {
        let Some(session) = of_context(&self.cluster, &self.left, &route.to.context).map(|c| c.session) else {
            return self.messages.say(self.now, Level::Warn, PromotionText::NotOpen(route.to.context));
        };
        let of = intents.len();
        for (at, intent) in intents.iter_mut().enumerate() {
            intent.part = Some(Part { plan: Name::default(), step: at + 1, of });
        }
        let step = |intent: &Intent| {
            let swaps = if let Change::SetImages { swaps } = &intent.change { swaps.clone() } else { Vec::new() };
            let Target { name, uid, .. } = intent.target.clone();
            Some(Step { kind: intent.target.workload()?, name, uid, swaps, lacks: Vec::new(), older: Vec::new() })
        };
        let steps = intents.iter().filter_map(step).collect();
        let proposal = Proposal { session, route, back, steps, left: Vec::new(), notices: Vec::new() };
        self.open(&Wish::look(intents).planned(proposal), effects);
    }
}

/// The object that a step is for.
fn target(to: &Site, step: &Step) -> Target {
    Target {
        context: to.context.clone(),
        resource: step.kind.into(),
        namespace: to.namespace.clone(),
        name: step.name.clone(),
        uid: step.uid.clone(),
    }
}
