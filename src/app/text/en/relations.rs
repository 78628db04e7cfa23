//! How objects hang together.

use super::soon::unseen;
use crate::app::text::RelationsText;
use crate::model::relations::stand::node_word;
use crate::model::relations::{How, Link, Searched, Stand};

pub(super) fn text(text: &RelationsText) -> String {
    match text {
        RelationsText::Link(link) => self::link(link),
        RelationsText::Stand(stand) => self::stand(stand),
        RelationsText::Searched(all) => all.iter().map(searched).collect::<Vec<_>>().join(", "),
        RelationsText::Unseen(what) => unseen(&what.places, &what.why),
        RelationsText::Unused(true) => "nothing uses it".to_owned(),
        RelationsText::Unused(false) => "nothing was found that uses it; not all could be searched".to_owned(),
        RelationsText::All(all) => all.iter().map(self::text).collect::<Vec<_>>().join("; "),
        RelationsText::Looking => "looking …".to_owned(),
        RelationsText::More(n) => format!("{n} rows more"),
        RelationsText::Looked(ago) => format!("as of {ago} ago"),
        RelationsText::Failed(why) => format!("not looked at again: {why}"),
        RelationsText::NoObject => "there is no object in this row".to_owned(),
        RelationsText::NotThere => "it is not there".to_owned(),
        RelationsText::NotRead => "it could not be read".to_owned(),
    }
}

fn searched(one: &Searched) -> String {
    format!("{} {}", one.plural, one.count)
}

fn how(how: &How) -> String {
    match how {
        How::Env(container) => format!("env {container}"),
        How::EnvFrom(container) => format!("envFrom {container}"),
        How::Volume(volume) => format!("volume {volume}"),
        How::Projected(volume) => format!("projected {volume}"),
        How::ClaimTemplate(name) => format!("claim template {name}"),
        How::Driver(volume) => format!("driver of {volume}"),
        How::Field(field) => (*field).to_owned(),
    }
}

fn hows(all: &[How]) -> String {
    all.iter().map(how).collect::<Vec<_>>().join(", ")
}

fn link(link: &Link) -> String {
    match link {
        Link::Owner => "owner".to_owned(),
        Link::Itself => "this one".to_owned(),
        Link::Made => "made by it".to_owned(),
        Link::Chosen => "selected".to_owned(),
        Link::RunsHere => "runs here".to_owned(),
        Link::Service => "selects its pods".to_owned(),
        Link::Ingress => "leads here".to_owned(),
        Link::Autoscaler => "scales it".to_owned(),
        Link::Budget => "limits evictions".to_owned(),
        Link::Scaled => "scaled by it".to_owned(),
        Link::Refers(how) | Link::Uses(how) => hows(how),
    }
}

fn stand(stand: &Stand) -> String {
    match stand {
        Stand::There => String::new(),
        Stand::Missing(false) => "not there".to_owned(),
        Stand::Missing(true) => "not there (optional)".to_owned(),
        Stand::Denied => "may not be read".to_owned(),
        Stand::Unread(why) => format!("not known: {why}"),
        Stand::Unasked(seconds) => format!("not asked: the look had taken its {seconds} s"),
        Stand::Pod(pod) => format!("{}  {}", pod.ready_words(), pod.status),
        Stand::Ready(ready, wanted) => format!("{ready}/{wanted}"),
        Stand::Job(.., Some(true)) => "Complete".to_owned(),
        Stand::Job(_, _, failed, Some(false)) => format!("Failed ({failed} pods failed)"),
        Stand::Job(active, succeeded, failed, None) => format!("{active} active, {succeeded} succeeded, {failed} failed"),
        Stand::Cron(schedule, false) => schedule.to_string(),
        Stand::Cron(schedule, true) => format!("{schedule}  suspended"),
        Stand::Serves(ready, all) => format!("{ready} of {all} pods ready"),
        Stand::Addresses(all) => all.join(", "),
        Stand::Scales(now, least, most, None) => format!("{now} replicas, {least} to {most}"),
        Stand::Scales(now, least, most, Some(idle)) => format!("{}; {now} replicas, {least} to {most}", idle.why),
        Stand::Budget(allowed, healthy, wanted) => format!("{allowed} evictions allowed; {healthy} healthy, {wanted} needed"),
        Stand::Phase(phase, more) => format!("{phase} {more}").trim_end().to_owned(),
        Stand::Node(ready, cordoned) => {
            format!("{}{}", node_word(*ready), if *cordoned { "  cordoned" } else { "" })
        }
    }
}
