//! Which records there are, by their metadata: no byte of a chart is fetched.

use crate::cluster::session::Session;
use crate::cluster::soon::read::{Reader, told};
use crate::cluster::wire::nullable;
use crate::model::helm::{Driver, Listing, PREFIX, Record, Status, Unlisted};
use crate::model::resource::Resource;
use crate::model::soon::Source;
use crate::model::text::clean;
use crate::model::{Name, Time, Uid};
use serde::Deserialize;
use std::collections::HashMap;

/// What all records are labelled with.
const OWNER: &str = "labelSelector=owner%3Dhelm&";
/// The type of those that are Secrets.
const TYPE: &str = "fieldSelector=type%3Dhelm.sh%2Frelease.v1&";

/// Lists the records of these namespaces; `None` for all, and where that is not allowed those of the namespaces that are known.
pub(super) async fn list(session: &Session, namespaces: Option<Vec<Name>>, known: &[Name]) -> Listing {
    let (mut reader, mut listing) = (Reader::of_metadata(session, known), Listing::default());
    for driver in Driver::ALL {
        let query = match driver {
            Driver::Secret => format!("{OWNER}{TYPE}"),
            Driver::ConfigMap => OWNER.to_owned(),
        };
        let (resource, records) = (driver.resource(), &mut listing.records);
        let take = |_: &Resource, text: &str| {
            match read(driver, text)? {
                Read::Record(record) => records.push(record),
                Read::Foreign => {}
            }
            Some(())
        };
        let troubles = match &namespaces {
            Some(namespaces) => reader.list_in(&resource, namespaces, &query, take).await,
            None => reader.list(&[resource], &query, take).await,
        };
        // The source is the list's own affair: why, and where, is all that is asked here.
        let unseen = told(Source::TlsSecrets, troubles);
        listing.unlisted.extend(unseen.into_iter().map(|u| Unlisted { driver, places: u.places, why: u.why }));
    }
    listing
}

/// An object with the label.
pub(super) enum Read {
    Record(Record),
    /// Somebody else's, with the same label.
    Foreign,
}

#[derive(Deserialize)]
struct Object {
    #[serde(default, deserialize_with = "nullable")]
    metadata: Meta,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Meta {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    namespace: String,
    #[serde(deserialize_with = "nullable")]
    uid: String,
    #[serde(deserialize_with = "nullable")]
    resource_version: String,
    #[serde(deserialize_with = "nullable")]
    creation_timestamp: String,
    #[serde(deserialize_with = "nullable")]
    labels: HashMap<String, String>,
}

/// A record by its metadata; `None` where it is one that cannot be read.
pub(super) fn read(driver: Driver, text: &str) -> Option<Read> {
    let Meta { name, namespace, uid, resource_version, creation_timestamp, labels } =
        serde_json::from_str::<Object>(text).ok()?.metadata;
    let label = |key: &str| labels.get(key).map_or("", String::as_str);
    // Where labels were taken away the name says it as well.
    let named = name.strip_prefix(PREFIX).and_then(|n| n.rsplit_once(".v"));
    let release = if label("name").is_empty() { named.map(|(release, _)| release) } else { Some(label("name")) };
    let number = |text: &str| text.parse::<u64>().ok();
    let revision = number(label("version")).or_else(|| named.and_then(|(_, revision)| number(revision)));
    let (Some(release), Some(revision)) = (release, revision) else {
        return (!name.starts_with(PREFIX)).then_some(Read::Foreign);
    };
    let made = label("createdAt").parse().ok().map(Time::from_secs);
    let word = |text: &str| -> Name { clean(text).into() };
    Some(Read::Record(Record {
        driver,
        namespace: word(&namespace),
        release: word(release),
        object: name.as_str().into(),
        uid: Uid::new(&uid),
        version: resource_version.as_str().into(),
        revision,
        status: Status::of(&word(label("status"))),
        created: made.or_else(|| Time::parse(&creation_timestamp)).unwrap_or_default(),
    }))
}
