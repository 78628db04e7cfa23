//! What is made of what runs with Docker.

use crate::app::text::DockerText;
use crate::model::docker::{Said, Source, create};

pub(super) fn text(text: &DockerText) -> String {
    match text {
        DockerText::Made(source, objects, open, noted) => {
            let from = match source {
                Source::Run => "From docker run",
                Source::Compose => "From a compose file",
                Source::Jar => "From java -jar",
            };
            let made = if *source == Source::Jar { String::new() } else { format!(" · {}", count(*objects, "object")) };
            let open = if *open > 0 { format!(" · {open} left to you") } else { String::new() };
            let noted = if *noted > 0 { format!(" · {}", count(*noted, "note")) } else { String::new() };
            format!("{from}{made}{open}{noted}")
        }
        DockerText::Nothing(key) => format!("nothing could be made of it; change its text with {key}, or paste another"),
        DockerText::More(count, key) => format!("… {count} more; {key} shows all of it"),
        DockerText::Said(said) => self::said(said),
    }
}

fn count(n: usize, of: &str) -> String {
    format!("{n} {of}{}", if n == 1 { "" } else { "s" })
}

fn ports(ports: &[u16]) -> String {
    ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn file(secret: bool, name: &str, key: Option<&str>, path: &str) -> String {
    format!("{}; its pods wait for it", create(secret, name, key, path))
}

fn said(said: &Said) -> String {
    match said {
        Said::Unknown => "not known here; left out".into(),
        Said::DockerOnly => "means something to Docker alone; left out".into(),
        Said::OfNode => "is set for the nodes, not for a pod; left out".into(),
        Said::Unreadable(text) => format!("cannot be read: {text:?}; left out"),
        Said::NotFollowed => "is not followed; left out".into(),
        Said::NotExpanded(all) => format!("not expanded: your shell would put something in the place of {}", all.join(", ")),
        Said::FromShell(name) => format!("{name} has the value that it has in your shell; left out: write NAME=value"),
        Said::Default(name, value) => format!("{name} is not known here; its default is taken: {value:?}"),
        Said::NoValue(name) => format!("{name} is not known here and has no default: empty"),
        Said::BadVariable(name) => format!("{name:?} is no name for a pod's variable; left out"),
        Said::EnvFile(path, map) => {
            format!("the file is not read: kubectl create configmap {map} --from-env-file={path}, and envFrom in the container")
        }
        Said::NeedsConfigMap(name, key, path) => {
            format!("its content is needed: {}", file(false, name, key.as_deref(), path))
        }
        Said::NeedsSecret(name, key, path) => {
            let command = file(true, name, Some(key), path.as_deref().unwrap_or_default());
            format!("a Secret is needed: {command}")
        }
        Said::FolderClaim(claim) => format!("a folder of the host becomes claim {claim}, empty at first: copy its files in"),
        Said::HostPath => "a path of the host that no pod should depend on; left out".into(),
        Said::TimeZone => "the host's time zone; left out: set TZ in its environment".into(),
        Said::Claim(claim) => {
            format!("becomes claim {claim} of 1Gi for one node at a time (ReadWriteOnce): set the size that it needs")
        }
        Said::ExternalClaim(claim) => format!("claim {claim} is not made: it must be there already"),
        Said::SharedClaim(claim) => format!("several pods use claim {claim}: they run on one node, or it is made ReadWriteMany"),
        Said::VolumeDriver => "the driver and its options are left out: a StorageClass stands for them".into(),
        Said::Anonymous => "a volume without a name: it goes with its pod (emptyDir)".into(),
        Said::Published(name, all) => {
            format!("inside the cluster it is {name} at {}; outside only by an Ingress or NodePort of yours", ports(all))
        }
        Said::AllPorts => "the ports of this image are not known here; left out: write --expose PORT".into(),
        Said::ImagePorts(all) => format!("its image says that it listens on {}: a Service leads there", ports(all)),
        Said::Headless(name) => format!("no port is known: Service {name} leads to the pods themselves (headless)"),
        Said::ManyPorts(most) => format!("more than {most} ports; left out"),
        Said::Restarts => "a Deployment starts it again whenever it ends, also when it has ended well".into(),
        Said::Attached => "it runs whether or not somebody is at its terminal, and starts again when it ends".into(),
        Said::Task(0) => "it is there to end: a Job that is not tried again".into(),
        Said::Task(times) => format!("it is there to end: a Job, tried again up to {times} times"),
        Said::UserName => "a name of a user or group: Kubernetes takes numbers alone (runAsUser); left out".into(),
        Said::Privileged => "all rights on its node: the namespace's Pod Security level must allow it".into(),
        Said::SharesNode(field) => format!("shares its node's own; left out: set {field} yourself where that is meant"),
        Said::SharesWith => "shares with another container; left out: both would be containers of one pod".into(),
        Said::NoNetwork => "every pod has a network; left out: a NetworkPolicy can deny all of it".into(),
        Said::Networks => "every pod reaches every other; what is to be kept apart needs a NetworkPolicy".into(),
        Said::OtherName(name) => format!("is not reached as {name}: who calls it so needs a Service of that name"),
        Said::Init => "no init process is added: the image needs its own (tini); left out".into(),
        Said::Gpus(count) => format!("nvidia.com/gpu: {count}; its node needs NVIDIA's device plugin"),
        Said::HostGateway => "a pod has no name for its node; left out".into(),
        Said::Device => "a device of the host needs a device plugin; left out".into(),
        Said::Logging => "what it writes to stdout and stderr is kept by its node; left out".into(),
        Said::Sysctl => "kubelets refuse parameters that are not safe, until they are allowed there".into(),
        Said::StopSignal => "the image's STOPSIGNAL is sent, else SIGTERM; left out".into(),
        Said::Probe => "a readinessProbe: while it fails no Service leads there; as with Docker nothing is restarted".into(),
        Said::StartPeriod => "not needed: a readinessProbe does no harm while it starts".into(),
        Said::ImageHealth => "the image's own HEALTHCHECK is not known here; left out".into(),
        Said::Labels => "labels become annotations of its pods; what reads them from Docker does not find them".into(),
        Said::InTheClear(names) => format!("in the clear in the Deployment: {}; a Secret would keep it", names.join(", ")),
        Said::AboveLimit => "asks for more than its limit; the request is left out".into(),
        Said::Renamed(name) => format!("is called {name} in the cluster; who calls it by its old name must learn the new one"),
        Said::Build => "is built from source and names no image; left out: push one and name it".into(),
        Said::BuildLeft(image) => format!("is not built here: {image} is pulled"),
        Said::NoImage => "names no image; left out".into(),
        Said::Image(why) => format!("{why}; left out"),
        Said::After(names) => {
            format!("made after {}; nobody waits: what fails until they are ready is started again", names.join(", "))
        }
        Said::Circle => "waits for what waits for it; the order of the text is kept".into(),
        Said::Profile => "is started only with a profile; left out".into(),
        Said::Twice(name) => format!("another is called {name} already; left out"),
        Said::Redirected => "logs are what it writes to stdout; the file is left out".into(),
        Said::OtherCommand => "another command; left out".into(),
        Said::NoJar(image, jar) => format!("{image} has no {jar}: build an image with it (COPY), or mount a volume that holds it"),
        Said::HeapRoom(heap, limit) => format!("memory limit {limit}: heap of {heap} and what the JVM takes beside it"),
        Said::NoHeap => "no -Xmx: the heap is a quarter of the memory limit, without one of the node's memory".into(),
    }
}
