//! What runs out soon.

use crate::app::text::SoonText;
use crate::model::Name;
use crate::model::forward::bytes;
use crate::model::human_duration;
use crate::model::soon::{Giver, Matter, Source, Unseen, Whose, Why};

pub(super) fn text(text: &SoonText) -> String {
    match text {
        SoonText::None => "nothing runs out soon, as far as could be looked".to_owned(),
        SoonText::Looking(done, of) => format!("looking: {done} of {of}"),
        SoonText::Left(matter, now) => matter.left(*now).unwrap_or_else(|| {
            let over = if matches!(matter, Matter::Missed { .. }) { "missed" } else { "expired" };
            over.to_owned()
        }),
        SoonText::What(matter) => match matter {
            Matter::Certificate { whose, .. } => match whose {
                Whose::Server => "certificate of the API server",
                Whose::User(Giver::Kubeconfig) => "your certificate",
                Whose::User(Giver::Plugin { .. }) => "certificate of your exec plugin",
                Whose::Secret => "TLS certificate",
                Whose::Webhook(_) => "caBundle of a webhook",
                Whose::ApiService => "caBundle of an API",
            }
            .to_owned(),
            Matter::Token { giver: Giver::Kubeconfig, .. } => "your token".to_owned(),
            Matter::Token { giver: Giver::Plugin { .. }, .. } => "token of your exec plugin".to_owned(),
            Matter::Quota { resource, .. } => format!("quota of {resource}"),
            Matter::Autoscaler { .. } => "autoscaler at its maximum".to_owned(),
            Matter::Job { over: Some(_), .. } => "Job given up".to_owned(),
            Matter::Job { over: None, .. } => "Job at its last try".to_owned(),
            Matter::NodePods { .. } => "pods of a node".to_owned(),
            Matter::NodeMemory { .. } => "memory of a node".to_owned(),
            Matter::Volume { inodes: false, .. } => "volume".to_owned(),
            Matter::Volume { inodes: true, .. } => "files of a volume".to_owned(),
            Matter::Images { .. } => "different images".to_owned(),
            Matter::Missed { .. } => "run that did not begin".to_owned(),
        },
        SoonText::Stands(matter, now) => match matter {
            Matter::Certificate { whose, names, until, issuer } => {
                let of = match whose {
                    Whose::Webhook(name) => format!("of {name}: {names}"),
                    Whose::Server | Whose::User(_) | Whose::Secret | Whose::ApiService => names.to_string(),
                };
                let by = issuer.as_ref().map_or_else(String::new, |issuer| format!(", when its issuer {issuer} ends"));
                let given = if let Whose::User(giver) = whose { given(*giver) } else { "" };
                format!("until {until}{by}{given}  {of}").trim_end().to_owned()
            }
            Matter::Token { until, giver } => format!("until {until}{}", given(*giver)),
            Matter::Quota { resource, used, hard, .. } => format!("{used} of {hard} {resource} used"),
            Matter::Autoscaler { of, most, wants_more: true, .. } => format!("{of} has {most} and wants more"),
            Matter::Autoscaler { of, most, wants_more: false, .. } => format!("{of} has all {most} that it may"),
            Matter::Job { failed, limit, over: Some(at) } => {
                format!("{}, backoffLimit {limit}; given up {} ago", pods_failed(*failed), human_duration(now.since(*at).max(0)))
            }
            Matter::Job { failed, limit, over: None } => {
                format!("{}, backoffLimit {limit}; one more and it is over", pods_failed(*failed))
            }
            Matter::NodePods { pods, room, .. } => format!("{pods} of {room} pods"),
            Matter::NodeMemory { asked, room, .. } => format!("{} of {} requested", bytes(*asked), bytes(*room)),
            Matter::Volume { inodes: false, used, room, .. } => format!("{} of {} used", bytes(*used), bytes(*room)),
            Matter::Volume { inodes: true, used, room, .. } => format!("{used} of {room} inodes used"),
            Matter::Images { container, image, images, pods } => {
                format!("{image} means {images} images in {pods} pods, container {container}")
            }
            Matter::Missed { due, until } => {
                let ago = format!("due {} ago", human_duration(now.since(*due).max(0)));
                match until.map(|until| until.since(*now)) {
                    Some(left) if left > 0 => format!("{ago}; may begin for {} more", human_duration(left)),
                    Some(_) => format!("{ago}; it will not be made up for"),
                    None => ago,
                }
            }
        },
        SoonText::ToDo(matter) => match matter {
            Matter::Certificate { whose: Whose::User(Giver::Plugin { renews: true }), issuer: None, .. }
            | Matter::Token { giver: Giver::Plugin { renews: true }, .. } => {
                "nothing, where the plugin gives another by itself; :sign-in runs it on the terminal"
            }
            Matter::Certificate { whose: Whose::User(Giver::Plugin { renews: false }), issuer: None, .. }
            | Matter::Token { giver: Giver::Plugin { renews: false }, .. } => {
                "sign in anew: :sign-in runs the plugin on the terminal; past it you cannot sign in"
            }
            Matter::Certificate { whose: Whose::Server, issuer: Some(_), .. } => {
                "renew its issuer, then this one, and certificate-authority-data in your kubeconfig; past it nobody can connect"
            }
            Matter::Certificate { issuer: Some(_), .. } => {
                "have its issuer renewed, and then this one by it; past it this one is refused, however long it counts itself"
            }
            Matter::Certificate { whose: Whose::Server, .. } => {
                "have the cluster's certificates renewed; past it nobody can connect"
            }
            Matter::Certificate { whose: Whose::User(_), .. } => {
                "have a new certificate signed for your kubeconfig; past it you cannot sign in"
            }
            Matter::Certificate { whose: Whose::Secret, .. } => {
                "renew it, or see why its issuer does not; past it clients refuse it"
            }
            Matter::Certificate { whose: Whose::Webhook(_), .. } => {
                "renew the authority and the bundle; past it the webhook fails, and with failurePolicy Fail what it looks at too"
            }
            Matter::Certificate { whose: Whose::ApiService, .. } => {
                "renew the authority and the bundle; past it the API cannot be reached"
            }
            Matter::Token { giver: Giver::Kubeconfig, .. } => "get a new token for your kubeconfig; past it you cannot sign in",
            Matter::Quota { .. } => {
                "raise the quota, or lower requests, replicas or what is stored; past it new objects are refused"
            }
            Matter::Autoscaler { wants_more: true, .. } => "raise maxReplicas, or give each pod more to work with",
            Matter::Autoscaler { wants_more: false, .. } => "raise maxReplicas before more load comes",
            Matter::Job { over: Some(_), .. } => "read the logs of its pods, mend the cause, and run it again",
            Matter::Job { over: None, .. } => "read the logs of its pods before the last try ends",
            Matter::NodePods { .. } => "move pods away or add a node; past it none is scheduled here",
            Matter::NodeMemory { .. } => "move pods away or add a node; past it what asks for memory is not scheduled here",
            Matter::Volume { .. } => "clear the volume or enlarge the claim; past it writes fail",
            Matter::Images { .. } => "the tag was moved: name the image by digest or by a tag that stays, and restart",
            Matter::Missed { .. } => "see its events; it can be run by hand with :trigger",
        }
        .to_owned(),
        SoonText::Source(source) => match source {
            Source::Connection => "certificates of the connection".to_owned(),
            Source::TlsSecrets => "TLS Secrets".to_owned(),
            Source::Images => "images of pods".to_owned(),
            Source::Volumes => "volumes".to_owned(),
            Source::ValidatingWebhooks
            | Source::MutatingWebhooks
            | Source::ApiServices
            | Source::Quotas
            | Source::Autoscalers
            | Source::Jobs
            | Source::CronJobs
            | Source::Nodes => format!("{}s", source.kind()),
        },
        SoonText::Unseen(Unseen { places, why, .. }) => unseen(places, why),
        SoonText::NoObject => "there is no object to open in this row".to_owned(),
        SoonText::Gone => "it does not run out any more: choose another".to_owned(),
        SoonText::NotSeen(n) => format!("{n} not looked at"),
        SoonText::Due(n, false) => format!("{n} due"),
        SoonText::Due(n, true) => format!("{n} due within a day"),
        SoonText::Looked(ago) => format!("looked {ago} ago"),
    }
}

fn pods_failed(n: u32) -> String {
    if n == 1 { "1 pod failed".to_owned() } else { format!("{n} pods failed") }
}

pub(super) fn unseen(places: &[Name], why: &Why) -> String {
    let at = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
    match why {
        Why::NotAllowed(words) => format!("not allowed{at}: {words}"),
        Why::OnlyKnown { refused, looked, known } if looked < known => {
            format!("only {looked} of the {known} namespaces that are known: {refused}")
        }
        Why::OnlyKnown { refused, .. } => format!("only the namespaces that are known: {refused}"),
        Why::NotServed => format!("the API does not serve it{at}"),
        Why::NoAnswer(why) => format!("no answer{at}: {why}"),
        Why::NotAsked(seconds) => format!("not asked{at}: the look had taken its {seconds} s"),
        Why::NotJudged(why) => format!("not judged, since not all their pods were seen: {}", unseen(places, why)),
        Why::TooMany(most) => format!("only the first {most} of them{at}"),
        Why::NotRead(n) => format!("{n} of them cannot be read{at}"),
    }
}

/// How it is with what the user has from somebody.
const fn given(giver: Giver) -> &'static str {
    match giver {
        Giver::Kubeconfig => "",
        Giver::Plugin { renews: true } => "; the plugin is run again then",
        Giver::Plugin { renews: false } => "; the plugin gave it late in its life",
    }
}
