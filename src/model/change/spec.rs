//! One row for each verb. What depends on the verb alone is read from here: whoever adds a change adds a row, or it does not compile.

use super::{Change, Ends, Hidden, ImageSwap, MetadataEdit, WrongKind};
use crate::model::Words;
use crate::model::resource::Resource;

/// A verb's row.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The verb, for questions and messages: `roll back`, `swap image of`.
    pub verb: Words,
    /// The word by which guard rules name it.
    pub word: &'static str,
    /// The rights that it takes, all of them.
    pub needs: &'static [Need],
    /// The kinds of object that it is for.
    pub kinds: Kinds,
    /// When it has happened, once it was accepted.
    pub happens: Happens,
    /// What takes it back.
    pub undo: Undo,
    /// What is read beside its object before it is looked at.
    pub reads: Reads,
    /// Whether it takes many requests: it tells how far it is, can be stopped, and would end half done.
    pub long: bool,
    /// The stream to a pod that it is, where it is one, or to a program here: no dry run can tell what comes of it, and guard rules ask about it only where it is
    /// production, or where one of the user's says so.
    pub stream: Option<Stream>,
    /// Whether several of one question are sent one after another, in their order: a later one may need what an earlier one makes.
    pub in_order: bool,
}

/// A right, as a SelfSubjectAccessReview names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// A verb on the target, or on this subresource of it.
    Target(&'static str, &'static str),
    /// A verb on another kind: API group, plural and subresource.
    Other(&'static str, &'static str, &'static str, &'static str),
}

/// The kinds of object that a verb is for: what is sent to others would be dropped in silence, or do something else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kinds {
    /// All.
    Any,
    /// Those whose pods are replaced by a rollout.
    Workloads,
    /// Those with a number of replicas to set.
    Scaled,
    /// Deployments.
    Deployments,
    /// CronJobs and Jobs.
    Suspended,
    /// CronJobs.
    CronJobs,
    /// Nodes.
    Nodes,
    /// Pods.
    Pods,
    /// Pods, for what is in them.
    Inside,
    /// What has pods that can be connected to: pods, workloads, Services.
    Served,
}

/// A stream to a pod: a change that lasts until either end is left, and has a way of its own through the gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// To a program in it.
    Inside,
    /// To a container that is begun for it.
    Beside,
    /// To a port of it.
    Port,
    /// To the files of a container.
    Files,
    /// None: to a program of this machine, which speaks to the cluster, or not, by itself.
    Here,
}

/// When a verb has happened, once the API server accepted it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Happens {
    /// With the answer.
    AtOnce,
    /// For a workload when its controller has rolled it out, and for all else so.
    RolledOut(Ends),
    /// When the object is gone.
    Gone,
}

/// What takes a change back.
#[derive(Clone, Copy, Debug)]
pub enum Undo {
    /// The same, the other way round.
    Turned,
    /// Another change.
    By(fn() -> Change),
    /// What was there before, which only the gate knows.
    Restored,
    /// Nothing, and why.
    Never(Words),
}

/// What a verb needs to know beside its object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reads {
    /// Nothing.
    Nothing,
    /// The revisions that a workload can go back to.
    Revisions,
    /// The autoscalers of a workload, or of whatever is scaled.
    Autoscalers,
    /// Who uses a claim.
    Users,
    /// The budgets of its namespace.
    Budgets,
    /// The pods of a node, and all budgets.
    NodePods,
}

const PATCH: &[Need] = &[Need::Target("patch", "")];
/// A stream is asked for by a GET, which every server takes for `get`, and those since 1.35 for `create` as well; roles are written for that.
const EXEC: &[Need] = &[Need::Other("create", "", "pods", "exec"), Need::Other("get", "", "pods", "exec")];
const ATTACH: &[Need] = &[Need::Other("create", "", "pods", "attach"), Need::Other("get", "", "pods", "attach")];
const DEBUG: &[Need] = &[
    Need::Target("patch", "ephemeralcontainers"),
    Need::Other("create", "", "pods", "attach"),
    Need::Other("get", "", "pods", "attach"),
];
const DEBUG_NODE: &[Need] = &[
    Need::Other("create", "", "pods", ""),
    Need::Other("delete", "", "pods", ""),
    Need::Other("create", "", "pods", "attach"),
    Need::Other("get", "", "pods", "attach"),
];
const FORWARD: &[Need] = &[Need::Other("create", "", "pods", "portforward"), Need::Other("get", "", "pods", "portforward")];
const EVICT: Need = Need::Other("create", "", "pods", "eviction");

/// A field of an object that is patched: what most verbs are.
const FIELD: Spec = Spec {
    verb: Words::NONE,
    word: "",
    needs: PATCH,
    kinds: Kinds::Any,
    happens: Happens::AtOnce,
    undo: Undo::Turned,
    reads: Reads::Nothing,
    long: false,
    stream: None,
    in_order: false,
};

/// A stream into a pod.
const STREAM: Spec = Spec {
    kinds: Kinds::Inside,
    undo: Undo::Never(Words::new("what was done in the container is not known here", "此处不知道在容器中做了什么")),
    stream: Some(Stream::Inside),
    ..FIELD
};

/// Files that go into a container, or come out of one: by programs in it.
const COPY: Spec = Spec {
    word: "copy",
    needs: EXEC,
    undo: Undo::Never(Words::new("a copy is not taken back; its paths are in the journal", "复制不能撤销;其路径在变更记录中")),
    stream: Some(Stream::Files),
    ..STREAM
};

/// As [`FIELD`], of what a rollout follows.
const ROLLOUT: Spec = Spec { kinds: Kinds::Workloads, happens: Happens::RolledOut(Ends::Elsewhere), ..FIELD };

macro_rules! verbs {
    ($($id:ident $spec:expr;)*) => {
        /// All rows, in the order of the enum.
        pub static SPECS: &[Spec] = &[$($spec),*];

        /// What is done, without what it is done with.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs, reason = "named by their words")]
        pub enum Verb { $($id),* }

        impl Verb {
            /// All of them.
            pub const ALL: &[Verb] = &[$(Self::$id),*];
        }

        impl Change {
            /// What it does.
            pub const fn does(&self) -> Verb {
                match self { $(Self::$id { .. } => Verb::$id),* }
            }
        }
    };
}

verbs! {
    Scale Spec {
        verb: Words::new("scale", "伸缩"), word: "scale", needs: &[Need::Target("patch", "scale")], kinds: Kinds::Scaled, reads: Reads::Autoscalers, ..ROLLOUT
    };
    Restart Spec {
        verb: Words::new("restart", "重启"), word: "restart", undo: Undo::Never(Words::new("the old pods are gone; the new ones have the same template", "旧 Pod 已不存在;新 Pod 的模板相同")), ..ROLLOUT
    };
    RollBack Spec { verb: Words::new("roll back", "回滚"), word: "roll-back", reads: Reads::Revisions, ..ROLLOUT };
    SetImages Spec { verb: Words::new("swap image of", "更换镜像"), word: "image", ..ROLLOUT };
    Pause Spec { verb: Words::new("pause", "暂停"), word: "pause", kinds: Kinds::Deployments, undo: Undo::By(|| Change::Resume), ..FIELD };
    Resume Spec { verb: Words::new("resume", "恢复"), word: "resume", kinds: Kinds::Deployments, undo: Undo::By(|| Change::Pause), ..ROLLOUT };
    Delete Spec {
        verb: Words::new("delete", "删除"), word: "delete", needs: &[Need::Target("delete", "")], happens: Happens::Gone,
        undo: Undo::Never(Words::new("deleted objects do not come back", "已删除的对象无法恢复")), reads: Reads::Users, ..FIELD
    };
    Evict Spec {
        verb: Words::new("evict", "驱逐"), word: "evict", needs: &[EVICT], kinds: Kinds::Pods, happens: Happens::Gone,
        undo: Undo::Never(Words::new("deleted objects do not come back", "已删除的对象无法恢复")), reads: Reads::Budgets, ..FIELD
    };
    Edit Spec {
        verb: Words::new("edit", "编辑"), word: "edit", happens: Happens::RolledOut(Ends::AtOnce), undo: Undo::Restored, reads: Reads::Autoscalers, ..FIELD
    };
    Apply Spec {
        verb: Words::new("apply", "应用"), word: "apply", needs: &[Need::Target("patch", ""), Need::Target("create", "")],
        happens: Happens::RolledOut(Ends::AtOnce), undo: Undo::Restored, reads: Reads::Autoscalers, in_order: true, ..FIELD
    };
    Suspend Spec { verb: Words::new("suspend", "挂起"), word: "suspend", kinds: Kinds::Suspended, undo: Undo::By(|| Change::Unsuspend), ..FIELD };
    Unsuspend Spec { verb: Words::new("resume", "恢复"), word: "resume", kinds: Kinds::Suspended, undo: Undo::By(|| Change::Suspend), ..FIELD };
    Trigger Spec {
        verb: Words::new("trigger", "触发"), word: "trigger", needs: &[Need::Other("create", "batch", "jobs", "")], kinds: Kinds::CronJobs,
        undo: Undo::Never(Words::new("the Job has started; delete it to stop it", "Job 已启动;要停止请删除它")), ..FIELD
    };
    Cordon Spec { verb: Words::new("cordon", "隔离"), word: "cordon", kinds: Kinds::Nodes, undo: Undo::By(|| Change::Uncordon), ..FIELD };
    Uncordon Spec { verb: Words::new("uncordon", "解除隔离"), word: "uncordon", kinds: Kinds::Nodes, undo: Undo::By(|| Change::Cordon), ..FIELD };
    Drain Spec {
        verb: Words::new("drain", "排空"), word: "drain", needs: &[Need::Target("patch", ""), EVICT], kinds: Kinds::Nodes,
        undo: Undo::By(|| Change::Uncordon), reads: Reads::NodePods, long: true, ..FIELD
    };
    Shell Spec { verb: Words::new("open a shell in", "打开 Shell"), word: "exec", needs: EXEC, ..STREAM };
    Exec Spec { verb: Words::new("run a command in", "执行命令"), word: "exec", needs: EXEC, ..STREAM };
    Attach Spec { verb: Words::new("attach to", "附加到"), word: "attach", needs: ATTACH, ..STREAM };
    Debug Spec {
        verb: Words::new("debug", "调试"), word: "debug", needs: DEBUG, undo: Undo::Never(Words::new("the container stays until its pod goes", "该容器会保留到 Pod 被删除")),
        stream: Some(Stream::Beside), ..STREAM
    };
    DebugNode Spec {
        verb: Words::new("debug", "调试"), word: "debug", needs: DEBUG_NODE, kinds: Kinds::Nodes, undo: Undo::Never(Words::new("its pod is deleted when it is left", "离开时删除其 Pod")),
        stream: Some(Stream::Beside), ..STREAM
    };
    Forward Spec {
        verb: Words::new("forward", "转发"), word: "forward", needs: FORWARD, kinds: Kinds::Served,
        undo: Undo::Never(Words::new("a forward is ended in :forwards", "转发在 :forwards 中关闭")), stream: Some(Stream::Port), ..STREAM
    };
    CopyIn Spec { verb: Words::new("copy into", "复制到"), ..COPY };
    CopyOut Spec { verb: Words::new("copy out of", "复制出"), ..COPY };
    Command Spec {
        verb: Words::new("run a command for", "执行自定义命令"), word: "command", needs: &[], kinds: Kinds::Any,
        undo: Undo::Never(Words::new("what the command did is not known here", "此处不知道该命令做了什么")), stream: Some(Stream::Here), ..STREAM
    };
    Label Spec { verb: Words::new("label", "设置标签"), word: "label", ..FIELD };
    Annotate Spec { verb: Words::new("annotate", "设置注解"), word: "annotate", ..FIELD };
}

impl Verb {
    /// Its row.
    pub fn spec(self) -> &'static Spec {
        // The rows and their numbers come from one macro, in one order.
        &SPECS[self as usize]
    }
}

/// For questions and messages, in English.
impl std::fmt::Display for Verb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.spec().verb.en)
    }
}

/// Every word that guard rules name changes by, each once.
pub fn words() -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::with_capacity(SPECS.len());
    for spec in SPECS {
        if !words.contains(&spec.word) {
            words.push(spec.word);
        }
    }
    words
}

/// Reads the word of a change.
///
/// # Errors
/// When it is none, with those that there are.
pub fn word(text: &str) -> Result<&'static str, String> {
    let words = words();
    words.iter().find(|w| **w == text).copied().ok_or_else(|| format!("{text:?} is not a change; they are {}", words.join(", ")))
}

impl Kinds {
    /// Whether a verb for these can be done to an object of this kind.
    ///
    /// # Errors
    /// Why not.
    pub fn check(self, resource: &Resource) -> Result<(), WrongKind> {
        let workload = resource.workload();
        let (fits, why) = match self {
            Self::Any => return Ok(()),
            Self::Workloads => (workload.is_some(), WrongKind::NoWorkload),
            Self::Scaled => match workload {
                Some(kind) => (kind.scales(), WrongKind::OnEachNode),
                None => (resource.scales, WrongKind::NoScale),
            },
            Self::Deployments => (resource.is("apps", "Deployment"), WrongKind::NoDeployment),
            Self::Suspended => (resource.is_cronjob() || resource.is("batch", "Job"), WrongKind::NoJob),
            Self::CronJobs => (resource.is_cronjob(), WrongKind::NoCronJob),
            Self::Nodes => (resource.is_node(), WrongKind::NoNode),
            Self::Pods => (resource.is_pod(), WrongKind::NoPod),
            Self::Inside => (resource.is_pod(), WrongKind::NothingRuns),
            Self::Served => (resource.is_served(), WrongKind::NoPorts),
        };
        if fits { Ok(()) } else { Err(why) }
    }
}

impl Change {
    /// The row of its verb.
    pub fn spec(&self) -> &'static Spec {
        self.does().spec()
    }

    /// The verb, for questions and messages: `scale`, `restart`, `roll back`, `swap image of`.
    pub fn verb(&self) -> Words {
        self.spec().verb
    }

    /// The word by which guard rules name it.
    pub fn word(&self) -> &'static str {
        self.spec().word
    }

    /// When it has happened, once it was accepted for an object of this kind.
    pub fn ends(&self, resource: &Resource) -> Ends {
        match self.spec().happens {
            Happens::AtOnce => Ends::AtOnce,
            Happens::RolledOut(_) if resource.workload().is_some() => Ends::RolledOut,
            Happens::RolledOut(otherwise) => otherwise,
            Happens::Gone => Ends::Gone,
        }
    }

    /// What takes it back, once it was taken.
    ///
    /// # Errors
    /// Why nothing can.
    pub fn reverse(&self) -> Result<Self, Words> {
        match self.spec().undo {
            Undo::Turned => self.clone().turned(),
            Undo::By(change) => Ok(change()),
            // What they take back is known to the gate alone, which fills it in.
            Undo::Restored => Ok(Self::Edit { base: String::new(), paths: Vec::new(), patch: Hidden::default() }),
            Undo::Never(why) => Err(why),
        }
    }

    /// The same, the other way round: what has no two ends stays as it is.
    fn turned(mut self) -> Result<Self, Words> {
        match &mut self {
            Self::Scale { from, to } => std::mem::swap(from, to),
            Self::RollBack { from: 0, .. } => {
                return Err(Words::new("not known which revision it was on before", "不清楚之前处于哪个版本"));
            }
            Self::RollBack { from, to } => (*from, *to) = (0, *from),
            Self::SetImages { swaps } => swaps.iter_mut().for_each(|ImageSwap { from, to, .. }| std::mem::swap(from, to)),
            Self::Label { marks } | Self::Annotate { marks } => {
                marks.iter_mut().for_each(|MetadataEdit { from, to, .. }| std::mem::swap(from, to));
            }
            Self::Restart
            | Self::Pause
            | Self::Resume
            | Self::Delete { .. }
            | Self::Evict
            | Self::Edit { .. }
            | Self::Apply { .. }
            | Self::Suspend
            | Self::Unsuspend
            | Self::Trigger { .. }
            | Self::Cordon
            | Self::Uncordon
            | Self::Drain { .. }
            | Self::Shell { .. }
            | Self::Exec { .. }
            | Self::Attach { .. }
            | Self::Debug { .. }
            | Self::DebugNode { .. }
            | Self::Forward { .. }
            | Self::CopyIn { .. }
            | Self::CopyOut { .. }
            | Self::Command { .. } => {}
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, WorkloadKind};

    #[test]
    fn every_row_says_what_its_verb_is() {
        for spec in SPECS {
            // What a program of this machine may, it asks itself.
            let asks = spec.stream != Some(Stream::Here);
            assert!(!spec.verb.is_empty() && !spec.word.is_empty() && spec.needs.is_empty() != asks, "{spec:?}");
            assert_eq!(word(spec.word), Ok(spec.word));
            assert!(!spec.word.contains(' '), "{} is one word in the settings", spec.word);
        }
        assert!(word("rollback").unwrap_err().contains("roll-back"));
    }

    #[test]
    fn a_verb_is_for_its_kinds_alone() {
        let rolls: [Resource; 3] = WorkloadKind::ROLLING.map(Into::into);
        let [deployment, _, daemonset] = rolls.clone();
        let (pod, node): (Resource, _) = (Kind::Pod.into(), Resource::new("", "v1", "nodes", "Node", false));
        let (job, cron): (Resource, Resource) = (WorkloadKind::Job.into(), WorkloadKind::CronJob.into());
        let device = Resource { scales: true, ..Resource::new("lab.dev", "v1", "devices", "Device", true) };
        let all: Vec<&Resource> = rolls.iter().chain([&pod, &node, &job, &cron, &device]).collect();
        for (kinds, fits) in [
            (Kinds::Any, all.clone()),
            (Kinds::Workloads, rolls.iter().collect()),
            (Kinds::Scaled, vec![&rolls[0], &rolls[1], &device]),
            (Kinds::Deployments, vec![&deployment]),
            (Kinds::Suspended, vec![&job, &cron]),
            (Kinds::CronJobs, vec![&cron]),
            (Kinds::Nodes, vec![&node]),
            (Kinds::Pods, vec![&pod]),
            (Kinds::Inside, vec![&pod]),
            (Kinds::Served, rolls.iter().chain([&pod, &job]).collect()),
        ] {
            for resource in &all {
                assert_eq!(kinds.check(resource).is_ok(), fits.contains(resource), "{kinds:?} {resource}");
            }
        }
        assert_eq!(Kinds::Scaled.check(&daemonset), Err(WrongKind::OnEachNode));
        assert_eq!(Kinds::Scaled.check(&pod), Err(WrongKind::NoScale));
    }
}
